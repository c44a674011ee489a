// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.proxy.fixtures.TestConfig;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpstreamUsageTest {
    @Test
    void aHundredHaveTheirOwnCountersForGoodAndTheOthersThemInCommon() {
        UpstreamUsage usage = new UpstreamUsage();
        usage.configured(upstreams(0, 99).allUpstreams());
        assertThat(usage.all()).hasSize(99).doesNotContainKey("");

        retry(usage, upstreams(0, 1));
        usage.configured(upstreams(50, 102).allUpstreams());
        retry(usage, upstreams(99, 102));
        usage.configured(upstreams(0, 102).allUpstreams());
        retry(usage, upstreams(0, 1));

        assertThat(usage.all()).hasSize(101);
        assertThat(retries(usage, "u0")).isEqualTo(2);
        assertThat(retries(usage, "u99")).isEqualTo(1);
        assertThat(retries(usage, "")).isEqualTo(2);
    }

    private static void retry(UpstreamUsage usage, GatewayConfig config) {
        config.allUpstreams().forEach(each -> usage.of(new Upstream(each, null)).retried());
    }

    private static long retries(UpstreamUsage usage, String id) {
        return Objects.requireNonNull(usage.all().get(id)).retries();
    }

    private static GatewayConfig upstreams(int from, int to) {
        String list = IntStream.range(from, to)
                .mapToObj(n -> "{id: u" + n + ", nodes: {\"127.0.0.1:1\": 1}}")
                .collect(Collectors.joining(", "));
        return TestConfig.snapshot("upstreams: [" + list + "]").config();
    }
}
