// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gatehouse.core.bench.ServerProcess;
import io.gatehouse.core.bench.load.Words;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read from other programs, and what is made of it. */
class FiguresTest {
    @Test
    void theMedianIsTheMiddle() {
        assertThat(Median.of(List.of(9.0, 1.0, 5.0), each -> each)).isEqualTo(5);
        assertThat(Median.of(List.of(4.0, 1.0, 2.0, 9.0), each -> each)).isEqualTo(3);
        assertThat(Median.of(List.<Double>of(), each -> each)).isNaN();
    }

    @Test
    void aLineIsMadeOfMediansAndAllErrors() {
        Line line =
                Throughput.line("x", List.of(sample(1000, 0, 0.5), sample(1000, 2, 0.4), sample(1000, 1, 0.6)), 2048);
        assertThat(line.proxy()).isEqualTo("x");
        assertThat(line.figures().get(0)).isEqualTo(500, within(1e-6)); // µs each
        assertThat(line.figures().get(1)).isEqualTo(300, within(1e-6)); // of them in the kernel
        assertThat(line.figures().get(2)).isEqualTo(40, within(1e-6)); // per cent apart
        assertThat(line.figures().subList(3, 8)).containsExactly(500.0, 25.0, 75.0, 3.0, 2.0);
    }

    private static Sample sample(int units, int errors, double processorSeconds) {
        return new Sample(Words.of("ok units=" + units + " errors=" + errors), processorSeconds, 0.3, 2, 1.5);
    }

    @Test
    void handshakesOfTheWrongKindAreErrors() {
        Words result = Words.of("ok units=100 errors=1 full=90");
        assertThat(Throughput.checked(result, 10).number("errors")).isEqualTo(11);
        assertThat(Throughput.checked(result, -3).number("errors")).isEqualTo(1);
    }

    @Test
    void wrkIsReadByTheLineOfItsScript() {
        String text = "Running 1s test @ https://localhost:1/1k\n  1 threads and 64 connections\n"
                + "RESULT requests=12345 bytes=1048576 errors=2\n";
        Wrk.Result result = Wrk.result(text);
        assertThat(result).isEqualTo(new Wrk.Result(12345, 1048576, 2));
        assertThat(result.inRequests().number("units")).isEqualTo(12345);
        assertThat(result.inMib().decimal("units")).isEqualTo(1);
        assertThatThrownBy(() -> Wrk.result("unable to connect")).hasMessageContaining("unable to connect");
    }

    @Test
    void aProcessIsWarmWhenTheFirstSecondWithNineTenthsOfTheEndBegins() {
        int[] slices = {0, 0, 10, 10, 50, 80, 90, 90, 90, 90, 100, 100, 100, 100, 100, 100};
        assertThat(WarmUp.rateAtEnd(slices)).isEqualTo(400);
        assertThat(WarmUp.secondsUntilWarm(slices)).isEqualTo(1.5);
        assertThat(WarmUp.secondsUntilWarm(new int[] {5, 5, 5, 5, 5, 5, 5, 5})).isZero();
    }

    @Test
    void aCoreIsBusyWithAllThatIsNotIdle() {
        String stat = """
                cpu  1 1 1 1 1 1 1 1 1 1
                cpu0 1 1 1 1 1 1 1 1 1 1
                cpu1 100 20 30 4000 500 6 7 37 1000 1000
                cpu10 9 9 9 9 9 9 9 9 9 9
                """;
        assertThat(Cores.busySeconds(1, stat)).isEqualTo(2.0);
        assertThatThrownBy(() -> Cores.busySeconds(2, stat)).hasMessageContaining("cpu2");
    }

    @Test
    void theKernelsPartStandsBehindTheNameOfAProcess() {
        String stat = "7 (a) b (c) R 1 7 7 0 -1 0 0 0 0 0 1234 567 0 0 20 0 1 0 99 0 0";
        assertThat(ServerProcess.kernelSeconds(stat)).isEqualTo(5.67);
    }

    @Test
    void coresAreTwoNumbers() {
        assertThat(Cores.of("2,3")).isEqualTo(new Cores(2, 3));
        assertThat(new Cores(2, 3).ofBoth(List.of("x"))).containsExactly("taskset", "-c", "2,3", "x");
        assertThatThrownBy(() -> Cores.of("2")).hasMessageContaining("PROXY,LOAD");
    }

    @Test
    void opensslSpeedIsReadBySignatures() {
        List<Line> lines = Primitives.lines("""
                version: 3.0.19
                                  sign    verify    sign/s verify/s
                rsa 2048 bits 0.000500s 0.000015s   2000.0  68000.0
                                              sign    verify    sign/s verify/s
                 256 bits ecdsa (nistp256)   0.0000s   0.0001s  50000.0  20000.0
                """);
        assertThat(lines)
                .containsExactly(
                        new Line("RSA-2048, sign", List.of(500.0)),
                        new Line("RSA-2048, verify", List.of(1e6 / 68000)),
                        new Line("ECDSA P-256, sign", List.of(20.0)),
                        new Line("ECDSA P-256, verify", List.of(50.0)));
    }

    @Test
    void theMachineIsNamed() {
        assertThat(Machine.processor("processor\t: 0\nmodel name\t: X 1\nprocessor\t: 1\nmodel name\t: X 1\n"))
                .isEqualTo("2 x X 1");
        assertThat(Machine.negotiated("Server Temp Key: X25519, 253 bits\n---\nNew, TLSv1.3, Cipher is A\n---\n"))
                .isEqualTo("Server Temp Key: X25519, 253 bits; New, TLSv1.3, Cipher is A");
    }
}
