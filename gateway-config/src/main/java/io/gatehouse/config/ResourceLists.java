// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The objects of all files, merged in the order in which the files are read. */
final class ResourceLists {
    private static final Map<String, String> ELSEWHERE = elsewhere(
            "listeners",
            "tls",
            "limits",
            "timeouts",
            "trusted_proxies",
            "forwarded",
            "client_cert_chain",
            "http2",
            "event_loops",
            "transport",
            "shutdown",
            "access_log",
            "admin",
            "on_invalid_object",
            "expiry",
            "watch",
            "resources");

    private static final String OF_ADMIN_API = "remove it: only the Admin API of a control plane writes it";
    private static final Map<String, String> ONE_OBJECT = Map.of(
            "id", "write the object as an item of the list that it belongs to, such as routes: [...]",
            "value", "write it as an item of the list that its 'key' names, such as routes: [...]",
            "list", "write the 'value' of each item into the list that its 'key' names, such as routes: [...]",
            "key", OF_ADMIN_API,
            "total", OF_ADMIN_API,
            "createdIndex", OF_ADMIN_API,
            "modifiedIndex", OF_ADMIN_API);

    private final References references;
    private final Set<TlsVersion> defaultProtocols;
    private List<SslConfig> ssls = new ArrayList<>();
    private List<UpstreamConfig> upstreams = new ArrayList<>();
    private List<RouteConfig> routes = new ArrayList<>();

    ResourceLists(References references, Set<TlsVersion> defaultProtocols) {
        this.references = references;
        this.defaultProtocols = defaultProtocols;
    }

    Set<TlsVersion> defaultProtocols() {
        return defaultProtocols;
    }

    List<SslConfig> ssls() {
        return ssls;
    }

    List<UpstreamConfig> upstreams() {
        return upstreams;
    }

    List<RouteConfig> routes() {
        return routes;
    }

    /** Reads the lists that a file may hold. */
    void addFrom(Fields file) {
        ssls.addAll(file.objects("ssls", ssl -> SslConfig.read(ssl, references, defaultProtocols)));
        upstreams.addAll(file.objects("upstreams", upstream -> UpstreamConfig.read(upstream, references)));
        RouteLabels labels = new RouteLabels();
        routes.addAll(file.objects("routes", route -> RouteConfig.read(route, references, labels)));
        file.notSupported(NotSupported.FILE);
    }

    /** Adds what a file says that was read by itself. */
    void addRead(ResourceFile file) {
        ssls.addAll(file.ssls());
        upstreams.addAll(file.upstreams());
        routes.addAll(file.routes());
    }

    /** Becomes what an earlier reading of the same files came to; nothing may be added any more. */
    void takeFrom(GatewayConfig same) {
        ssls = same.ssls();
        upstreams = same.upstreams();
        routes = same.routes();
    }

    /** Reads a whole resource file. */
    void addFile(Fields file) {
        addFrom(file);
        file.foreign(ELSEWHERE);
        file.foreign(ONE_OBJECT);
        file.finish();
    }

    private static Map<String, String> elsewhere(String... keys) {
        Map<String, String> remedies = new HashMap<>();
        for (String key : keys) {
            remedies.put(key, "move it to gateway.yaml");
        }
        return remedies;
    }
}
