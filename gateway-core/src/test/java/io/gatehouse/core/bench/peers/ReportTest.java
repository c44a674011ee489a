// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("processor_us_each", "processor time a request", "%.1f µs"),
            new Column("errors", "errors", "%.0f"));

    private static final Report REPORT = new Report(
            "keepalive-http",
            "Requests",
            COLUMNS,
            List.of(
                    new Line("gatehouse", List.of(30.0, 0.0)),
                    new Line("nginx", List.of(40.0, 2.0)),
                    new Line("direct", List.of(Double.NaN, 1.0))));

    @Test
    void aTableHasRatiosToThePeersThatAreThere() {
        assertThat(REPORT.table()).isEqualTo("""
                ### keepalive-http

                Requests.

                | proxy | to nginx | to haproxy | processor time a request | errors |
                | --- | ---: | ---: | ---: | ---: |
                | gatehouse | 0.75 | - | 30.0 µs | 0 |
                | nginx | 1.00 | - | 40.0 µs | 2 |
                | direct | - | - | - | 1 |

                """);
    }

    @Test
    void jsonSaysTheSameWithNullForWhatIsNotThere() {
        assertThat(REPORT.json()).isEqualTo("""
                {"scenario": "keepalive-http", "title": "Requests", "proxies": [
                  {"proxy": "gatehouse", "processor_us_each": 30.0000, "errors": 0.0000, "to_nginx": 0.7500, "to_haproxy": null},
                  {"proxy": "nginx", "processor_us_each": 40.0000, "errors": 2.0000, "to_nginx": 1.0000, "to_haproxy": null},
                  {"proxy": "direct", "processor_us_each": null, "errors": 1.0000, "to_nginx": null, "to_haproxy": null}]}""");
    }

    @Test
    void theSummaryHasTheComparedFiguresOfAllProxies() {
        Report other = new Report("openssl-speed", "t", COLUMNS.subList(0, 1), List.of(new Line("sign", List.of(1.0))));
        assertThat(Summary.of(List.of("gatehouse", "haproxy"), List.of(REPORT, other)))
                .isEqualTo("""
                ### Summary

                | scenario | figure | gatehouse | haproxy | gatehouse to nginx | to haproxy |
                | --- | --- | ---: | ---: | ---: | ---: |
                | keepalive-http | processor time a request | 30.0 µs | - | 0.75 | - |

                """);
    }

    @Test
    void errorsOfAllProxiesAreCounted() {
        assertThat(REPORT.errors()).isEqualTo(3);
        assertThat(new Report("start", "Start", COLUMNS.subList(0, 1), List.of(new Line("nginx", List.of(1.0))))
                        .errors())
                .isZero();
    }

    @Test
    void aPictureHasABarForEachProxyAsLongAsItsFigure() {
        String svg = Bars.svg(REPORT);
        assertThat(svg).startsWith("<svg ").endsWith("</svg>\n");
        assertThat(svg).contains(">30.0 µs  (0.75 of nginx)<", ">40.0 µs<", "width=\"400\"", "width=\"300\"");
        assertThat(svg).contains("y=\"124\" width=\"0\""); // of what was not measured there is no bar
    }

    @Test
    void textIsEscaped() {
        assertThat(Json.text("a \"b\" \\ \n")).isEqualTo("\"a \\\"b\\\" \\\\ \\u000a\"");
        Report odd = new Report("a<b", "t", COLUMNS.subList(0, 1), List.of(new Line("x&y", List.of(1.0))));
        assertThat(Bars.svg(odd)).contains("a&lt;b", "x&amp;y");
    }
}
