// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.HashMap;
import java.util.Map;

/**
 * Keys of Apache APISIX that this version does not have, and what to do about each. Nobody is told to just remove what keeps clients
 * out, because then it would not.
 */
final class NotSupported {
    static final Map<String, String> ROUTE = Map.of(
            "vars",
            "choose by host, uris, methods or remote_addrs; without 'vars' the route would take more requests than it is meant to",
            "service_id",
            "write what the service says into the route, as far as the route does not say it itself: upstream, hosts, plugins and"
                    + " enable_websocket",
            "service_protocol",
            "remove it: requests are HTTP/1.1",
            "plugin_config_id",
            "write the plugins that it names into the route",
            "filter_func",
            "choose by host, uris, methods or remote_addrs; without it the route would take more requests than it is meant to",
            "script",
            "let the upstream do what the script does",
            "script_id",
            "let the upstream do what the script does");

    static final Map<String, String> UPSTREAM = Map.of(
            "checks",
            "remove it: a node is not asked whether it is well, and 'retries' asks the next one when it cannot be reached",
            "hash_on",
            "remove it: it has a meaning with type: chash only",
            "key",
            "remove it: it has a meaning with type: chash only",
            "service_name",
            "write the nodes, which may be DNS names",
            "discovery_type",
            "write the nodes, which may be DNS names",
            "discovery_args",
            "write the nodes, which may be DNS names");

    static final Map<String, String> SSL = Map.of(
            "certificates",
            "write the first pair as 'cert' and 'key', further ones as 'certs' and 'keys'",
            "gm",
            "remove it: SM2 certificates cannot be served");

    static final Map<String, String> FILE = Map.of(
            "services",
                    "write the upstream, hosts, plugins and enable_websocket of each service into the routes that name it or stand in it",
            "global_rules",
                    "write the plugins of each rule into the routes; those that keep clients out have to be replaced first",
            "plugin_configs", "write the plugins of each into the routes that name it",
            "stream_routes", "remove it here and let something else forward it: requests are HTTP/1.1",
            "consumers", "let in clients by certificate instead: 'client.ca' of the ssl object",
            "consumer_groups", "let in clients by certificate instead: 'client.ca' of the ssl object",
            "plugin_metadata", "remove it: no plugin here reads it",
            "plugins", "remove it: plugins are part of the gateway and need no list",
            "protos", "remove it: nothing here reads it",
            "secrets", "write $env://NAME, or a path, where the secret is used");

    static final Map<String, String> GATEWAY = Map.of(
            "apisix", "write its ports as 'listeners', and what it says of TLS as 'tls'",
            "deployment", "remove it: 'resources' names the files with ssls, upstreams and routes",
            "nginx_config",
                    "write its limits into 'limits' and 'timeouts', and proxies that it believes into 'trusted_proxies'",
            "plugin_attr", "write the https_port of redirect into each redirect; nothing reads the rest");

    static final Map<String, String> PLUGIN = plugins();

    private NotSupported() {}

    private static Map<String, String> plugins() {
        Map<String, String> remedies = new HashMap<>();
        put(
                remedies,
                "leave the route out until something else keeps those clients out: without the plugin all get through",
                "acl",
                "ai-prompt-guard",
                "ai-rate-limiting",
                "api-breaker",
                "authz-casbin",
                "authz-casdoor",
                "authz-keycloak",
                "basic-auth",
                "cas-auth",
                "chaitin-waf",
                "consumer-restriction",
                "csrf",
                "forward-auth",
                "graphql-limit-count",
                "hmac-auth",
                "jwe-decrypt",
                "jwt-auth",
                "key-auth",
                "ldap-auth",
                "limit-conn",
                "limit-count",
                "limit-req",
                "multi-auth",
                "oas-validator",
                "opa",
                "openid-connect",
                "referer-restriction",
                "request-validation",
                "saml-auth",
                "ua-restriction",
                "uri-blocker",
                "wolf-rbac");
        put(
                remedies,
                "write the addresses that may get through as 'remote_addrs' of the route, which goes by the peer also behind a proxy, and see that"
                        + " no other route fits the others; or leave the route out: without the plugin all get through",
                "ip-restriction");
        put(
                remedies,
                "write the proxies into 'trusted_proxies' of gateway.yaml; 'remote_addrs' goes by the peer all the same",
                "real-ip");
        put(remedies, "write its max_body_size as 'max_body_bytes' of the route", "client-control");
        put(
                remedies,
                "let the upstream do it, or leave the route out if its clients rely on it",
                "ai-proxy",
                "ai-proxy-multi",
                "batch-requests",
                "body-transformer",
                "brotli",
                "cors",
                "degraphql",
                "echo",
                "ext-plugin-post-req",
                "ext-plugin-post-resp",
                "ext-plugin-pre-req",
                "fault-injection",
                "grpc-transcode",
                "grpc-web",
                "gzip",
                "mocking",
                "proxy-buffering",
                "proxy-cache",
                "proxy-control",
                "proxy-mirror",
                "proxy-rewrite",
                "request-id",
                "response-rewrite",
                "serverless-post-function",
                "serverless-pre-function",
                "traffic-split",
                "workflow");
        put(
                remedies,
                "remove it: requests are in the access log, and figures at /metrics of the admin listener",
                "clickhouse-logger",
                "datadog",
                "elasticsearch-logger",
                "error-log-logger",
                "file-logger",
                "google-cloud-logging",
                "http-logger",
                "kafka-logger",
                "loggly",
                "loki-logger",
                "node-status",
                "opentelemetry",
                "prometheus",
                "rocketmq-logger",
                "server-info",
                "skywalking",
                "skywalking-logger",
                "sls-logger",
                "splunk-hec-logging",
                "syslog",
                "tcp-logger",
                "tencent-cloud-cls",
                "udp-logger",
                "zipkin");
        return Map.copyOf(remedies);
    }

    private static void put(Map<String, String> remedies, String remedy, String... plugins) {
        for (String each : plugins) {
            remedies.put(each, remedy);
        }
    }
}
