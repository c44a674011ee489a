// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.CrlConfig;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import io.gatehouse.config.SslConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Gives running ssl objects the lists that their CRL files hold now. Loading thread, one instance a refresh. */
final class CrlRefresh {
    private final CrlLoader loader;
    private final Predicate<Path> changed;
    private final Problems problems;
    private final Map<Renewal, ClientPolicy> renewed = new HashMap<>();

    CrlRefresh(CrlLoader loader, Predicate<Path> changed, Problems problems) {
        this.loader = loader;
        this.changed = changed;
        this.problems = problems;
    }

    /** The objects of the index in their order; those that get no other list are the same instances. */
    List<SslObject> objects(GatewayConfig config, SslIndex running) {
        Map<String, CrlConfig> lists = new HashMap<>();
        for (SslConfig each : config.ssls()) {
            each.client().flatMap(client -> client.crl()).ifPresent(crl -> lists.put(each.id(), crl));
        }
        List<SslObject> objects = new ArrayList<>();
        for (SslObject each : running.objects()) {
            CrlConfig crl = lists.get(each.id());
            objects.add(crl == null ? each : refreshed(each, crl));
        }
        return objects;
    }

    private SslObject refreshed(SslObject object, CrlConfig crl) {
        if (!(crl.source() instanceof PemSource.File file) || !changed.test(file.path())) {
            return object;
        }
        ClientPolicy before = object.clientPolicy().orElseThrow();
        ClientPolicy now = renewed.computeIfAbsent(new Renewal(before, file.path()), renewal -> renew(before, crl));
        return now.equals(before) ? object : object.with(now);
    }

    private ClientPolicy renew(ClientPolicy before, CrlConfig crl) {
        Optional<Revocations> now = loader.load(crl, before.anchors(), problems);
        now.ifPresent(
                lists -> OlderLists.warn(before.revocations().orElseThrow().lists(), lists.lists(), crl, problems));
        return now.map(before::with).orElse(before);
    }

    /** Objects that shared a policy share the next one, if they name the same file. */
    private record Renewal(ClientPolicy before, Path file) {}
}
