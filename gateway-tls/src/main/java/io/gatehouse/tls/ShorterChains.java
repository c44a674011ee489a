// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import io.gatehouse.config.SslConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Warns of certificate chains that a reload makes shorter: whoever renews a certificate and forgets its intermediates sees
 * nothing in a browser that remembers them, and other clients fail.
 */
public final class ShorterChains {
    private ShorterChains() {}

    /** Compares each served ssl object with the one of the same id in the running index, pair by pair. Loading thread. */
    public static void warn(SslIndex running, SslIndex next, GatewayConfig config, Problems problems) {
        Map<String, SslObject> others = new HashMap<>();
        next.otherThan(running).forEach(each -> others.put(each.id(), each));
        for (SslConfig each : others.isEmpty() ? List.<SslConfig>of() : config.ssls()) {
            SslObject now = others.get(each.id());
            SslObject before = running.byId(each.id());
            if (before == null || now == null || before.credentials().equals(now.credentials())) {
                continue;
            }
            int pairs = Math.min(before.credentials().size(), now.credentials().size());
            for (int i = 0; i < pairs; i++) {
                PemSource source = each.credentials().get(i).cert();
                warn(source, before.credentials().get(i), now.credentials().get(i), problems);
            }
        }
    }

    private static void warn(PemSource source, Credential before, Credential now, Problems problems) {
        int was = before.length();
        int is = now.length();
        if (is < was) {
            problems.warning(
                    source.where(),
                    source.field(),
                    "chain became shorter than the running one",
                    PemFiles.name(source) + " holds " + certificates(is) + ", the running generation " + was,
                    "the leaf and every intermediate, as before",
                    "if the new certificate has another issuer this may be right; else append the intermediates");
        }
    }

    private static String certificates(int count) {
        return count == 1 ? "1 certificate" : count + " certificates";
    }
}
