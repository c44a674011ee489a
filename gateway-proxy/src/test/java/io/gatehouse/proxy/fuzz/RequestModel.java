// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import io.gatehouse.proxy.fuzz.RfcMessage.End;
import io.gatehouse.proxy.fuzz.RfcMessage.Field;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What has to become of a request that {@link RfcReader} has read: the rules of RFC 9110 and RFC 9112 beyond the grammar of messages,
 * and in one list, {@link #refusedOnPurpose}, where the gateway is stricter than they are.
 */
final class RequestModel {
    static final int MAX_LINE = 512;
    static final int MAX_HEAD = 2048;
    static final int MAX_FIELDS = 16;
    static final int MAX_BODY = 4096;

    /** What becomes of a request. */
    enum Fate {
        /** The node gets it. */
        FORWARDED,
        /** The gateway answers in the node's place. */
        ANSWERED,
        /** The client gets an error, and the connection ends. */
        REFUSED
    }

    /** RFC 3986, but for brackets, which ADR 0012 lets pass. */
    private static final String CHARS = "A-Za-z0-9._~:/@!$&'()*+,;=\\[\\]\\-";

    private static final String PATH = "(?:[" + CHARS + "]|%[0-9A-Fa-f]{2})*+";
    private static final Pattern ORIGIN =
            Pattern.compile("(/" + PATH + ")(\\?(?:[" + CHARS + "?]|%[0-9A-Fa-f]{2})*+)?");
    private static final Pattern DOTS = Pattern.compile("(?<=/)(?:\\.|%2[eE]){1,2}(?=/|$)");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?#]*)(.*)");

    private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final String DECIMAL = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String IPV4 = DECIMAL + "(?:\\." + DECIMAL + "){3}";
    private static final Pattern NAME =
            Pattern.compile("(?:" + IPV4 + "|(?!(?:.*\\.)?[0-9]+\\.?$)" + LABEL + "(?:\\." + LABEL + ")*)\\.?");
    private static final Pattern OVERLONG =
            Pattern.compile(".*%(c[01]%[89ab]|e0%[89]|f0%8|f8%8[0-7]|fc%8[0-3]).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]*)(?::([0-9]{0,5}))?");

    private static final Set<String> IDENTITY =
            Set.of("forwarded", "x-real-ip", "via", "x-client-verify", "x-client-dn");
    private static final List<String> IDENTITY_PREFIXES =
            List.of("x-forwarded", "client-cert", "x-ssl-", "x-client-cert", "ssl-client-");
    private static final Set<String> OF_ONE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "upgrade",
            "transfer-encoding",
            "http2-settings");

    /** RFC 9110, section 6.5.1, which took over the kinds, and with them the examples, of RFC 7230, section 4.1.2. */
    private static final Set<String> NO_TRAILERS = Stream.of(
                    "content-length transfer-encoding content_length transfer_encoding", // framing
                    "connection keep-alive proxy-connection upgrade", // of one connection
                    "host", // routing
                    "cache-control expect max-forwards pragma range te", // controls: RFC 7231, section 5.1
                    "if-match if-none-match if-modified-since if-unmodified-since if-range", // conditionals: section
                    // 5.2
                    "www-authenticate authorization proxy-authenticate proxy-authorization", // RFC 7235
                    "cookie set-cookie", // RFC 6265
                    "age expires date location retry-after vary warning allow", // about the response: RFC 7231, section
                    // 7
                    "content-encoding content-type content-range trailer") // how to read the content
            .flatMap(names -> Stream.of(names.split(" ")))
            .collect(Collectors.toSet());

    private RequestModel() {}

    /** What has to become of a request whose head is complete and valid; {@code headLength} with its empty lines. */
    static Fate fateOf(RfcMessage request) {
        if (breaksARule(request) || refusedOnPurpose(request)) {
            return Fate.REFUSED;
        }
        boolean endsHere = request.method().equals("OPTIONS")
                && (pathOf(request).equals("*") || request.one("max-forwards").matches("0+"));
        boolean loop = Stream.of("via", "cdn-loop")
                .flatMap(name -> request.members(name).stream())
                .anyMatch(hop -> hop.contains(MemoryProxy.VIA));
        return endsHere || loop ? Fate.ANSWERED : Fate.FORWARDED;
    }

    /** What the RFCs do not allow. */
    private static boolean breaksARule(RfcMessage request) {
        String target = request.target();
        if (target.equals("*")) {
            if (!request.method().equals("OPTIONS")) {
                return true; // RFC 9112, section 3.2.4
            }
        } else if (!target.startsWith("/") && !ABSOLUTE.matcher(target).matches()) {
            return true; // authority-form is for CONNECT only: RFC 9112, section 3.2.3
        } else if (!target.startsWith("/") && absolutePart(target, 1).isEmpty()) {
            return true; // RFC 9110, section 4.2.1
        } else if (!pathOf(request).equals("*")
                && !ORIGIN.matcher(pathOf(request)).matches()) {
            return true;
        }
        List<String> hosts = request.all("host");
        boolean hostMissing = hosts.isEmpty() && !request.http10();
        boolean optionBroken = request.members("connection").stream().anyMatch(each -> !each.matches(RfcReader.TOKEN));
        return hostMissing || hosts.size() > 1 || optionBroken;
    }

    /** Where the gateway is stricter than the RFCs, and why that is meant. */
    private static boolean refusedOnPurpose(RfcMessage request) {
        String method = request.method();
        boolean methods =
                method.equals("CONNECT") || method.equals("TRACE"); // a tunnel to anywhere, an echo of what we add
        boolean hiddenNul = pathOf(request).replaceFirst("\\?.*", "").contains("%00"); // cuts a path short elsewhere
        boolean overlong =
                OVERLONG.matcher(pathOf(request).replaceFirst("\\?.*", "")).matches(); // a separator for some decoders
        boolean hosts = !request.all("host").stream().allMatch(RequestModel::isHost) // what no host name holds
                || (!absolutePart(request.target(), 1).isEmpty() && !isHost(absolutePart(request.target(), 1)));
        String digits = request.one("content-length").replaceFirst("^0+(?=.)", "");
        boolean length = digits.length() > 18 || (!digits.isEmpty() && Long.parseLong(digits) > MAX_BODY);
        boolean secure = request.target().toLowerCase(Locale.ROOT).startsWith("https:"); // over clear text
        boolean aliases =
                request.has("content_length") || request.has("transfer_encoding"); // read as framing elsewhere
        boolean drafts = request.has("sec-websocket-key1"); // its body has no framing
        boolean nominations = request.members("connection").stream().anyMatch(RequestModel::isNotToBeNominated);
        boolean expectations = request.has("expect")
                && !request.http10()
                && !(request.all("expect").size() == 1 && request.one("expect").equalsIgnoreCase("100-continue"));
        boolean hops = method.equals("OPTIONS")
                && request.has("max-forwards")
                && !request.one("max-forwards").matches("[0-9]{1,9}");
        boolean upgrades = asksForWebSocket(request) && !isWebSocketHandshake(request);
        return secure
                || methods
                || hiddenNul
                || overlong
                || hosts
                || length
                || aliases
                || drafts
                || nominations
                || expectations
                || hops
                || upgrades;
    }

    /** Whether its trailers are of a kind that the gateway refuses: they came too late to be believed. */
    static boolean refusesTrailers(RfcMessage request) {
        return request.trailers().stream().anyMatch(field -> isNoTrailer(field.name()));
    }

    static boolean isNoTrailer(String name) {
        return NO_TRAILERS.contains(name.toLowerCase(Locale.ROOT)) || isIdentity(name);
    }

    /** Whether the connection goes on behind it: RFC 9112, section 9.3. */
    static boolean keepsAlive(RfcMessage request) {
        List<String> options = request.members("connection");
        return !options.contains("close") && (!request.http10() || options.contains("keep-alive"));
    }

    /** The target as the node gets it. */
    static String forwardedPathOf(RfcMessage request) {
        String target = pathOf(request);
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String before;
        String after = DOTS.matcher(path).replaceAll(dots -> dots.group().replaceAll("%2[eE]", "."));
        do { // RFC 3986, section 5.2.4
            before = after;
            after = before.replaceFirst("/\\.(/|$)", "/");
            if (after.equals(before)) {
                after = before.replaceFirst("^/\\.\\.(/|$)", "/").replaceFirst("/(?!\\.{1,2}/)[^/]*/\\.\\.(/|$)", "/");
            }
        } while (!after.equals(before));
        return after.replaceFirst("^//+", "/") + target.substring(path.length());
    }

    /** The path and query that the client sent, with one slash before it. */
    private static String pathOf(RfcMessage request) {
        return sentPathOf(request).replaceFirst("^//+", "/");
    }

    private static String sentPathOf(RfcMessage request) {
        String target = request.target();
        Matcher absolute = ABSOLUTE.matcher(target);
        if (target.startsWith("/") || !absolute.matches()) {
            return target;
        }
        String path = absolute.group(2);
        if (path.isEmpty() && request.method().equals("OPTIONS")) {
            return "*"; // RFC 9112, section 3.2.4
        }
        return path.startsWith("/") ? path : "/" + path;
    }

    /** The Host that the node gets. */
    static String hostOf(RfcMessage request) {
        String authority = absolutePart(request.target(), 1);
        return authority.isEmpty() ? request.one("host") : authority;
    }

    /** The fields that belong to the message from end to end, in their order. */
    static List<Field> endToEnd(RfcMessage request) {
        return endToEnd(request, true);
    }

    static List<Field> endToEnd(RfcMessage message, boolean request) {
        List<String> nominated = message.members("connection");
        return message.fields().stream()
                .filter(field -> {
                    String name = field.name().toLowerCase(Locale.ROOT);
                    return !OF_ONE_CONNECTION.contains(name)
                            && !nominated.contains(name)
                            && !name.equals("content-length")
                            && !(request && (name.equals("cdn-loop") || isTheGateways(message, name)));
                })
                .toList();
    }

    private static boolean hasContent(RfcMessage request) {
        return request.chunked() || !request.one("content-length").matches("0*");
    }

    /** What the gateway removes from a request, or writes itself. */
    private static boolean isTheGateways(RfcMessage request, String name) {
        return isIdentity(name)
                || name.equals("host")
                || (name.equals("expect") && (request.http10() || !hasContent(request)))
                || (name.equals("max-forwards") && request.method().equals("OPTIONS"));
    }

    static boolean asksForWebSocket(RfcMessage request) {
        return !request.http10()
                && request.members("connection").contains("upgrade")
                && request.members("upgrade").contains("websocket");
    }

    private static boolean isWebSocketHandshake(RfcMessage request) {
        return request.method().equals("GET")
                && !request.chunked()
                && request.one("content-length").matches("0*")
                && request.all("sec-websocket-version").stream()
                        .limit(1)
                        .toList()
                        .equals(List.of("13"))
                && request.all("sec-websocket-key").size() == 1;
    }

    private static String absolutePart(String target, int group) {
        Matcher absolute = ABSOLUTE.matcher(target);
        return !target.startsWith("/") && absolute.matches() ? absolute.group(group) : "";
    }

    static boolean isHost(String text) {
        Matcher host = HOST.matcher(text);
        if (!host.matches()) {
            return false;
        }
        String port = host.group(2) == null ? "" : host.group(2);
        boolean portFits = port.isEmpty() || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535);
        String name = host.group(1);
        boolean named = name.startsWith("[") ? isIpv6(name.substring(1, name.length() - 1)) : isName(name);
        return portFits && named;
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && name.replaceFirst("\\.$", "").length() <= 253;
    }

    /** RFC 4291, section 2.2: eight groups, or fewer and one gap; the last two may be an IPv4 address. */
    static boolean isIpv6(String text) {
        String groups = text.replaceFirst("(?<=^|:)" + IPV4 + "$", "0:0");
        boolean gap = groups.contains("::");
        if (groups.contains(".") || groups.contains(":::") || groups.indexOf("::") != groups.lastIndexOf("::")) {
            return false;
        }
        String filled = groups.replaceFirst("^::", "0::").replaceFirst("::$", "::0");
        String[] parts = filled.split("::?", -1);
        boolean each = List.of(parts).stream().allMatch(part -> part.matches("[0-9A-Fa-f]{1,4}"));
        int zeros = (groups.startsWith("::") ? 1 : 0) + (groups.endsWith("::") ? 1 : 0);
        return each && (gap ? parts.length - zeros <= 7 : parts.length == 8);
    }

    private static boolean isNotToBeNominated(String name) {
        return Set.of("host", "content-length", "transfer-encoding", "expect").contains(name) || isIdentity(name);
    }

    static boolean isIdentity(String name) {
        String folded = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return IDENTITY.contains(folded) || IDENTITY_PREFIXES.stream().anyMatch(folded::startsWith);
    }

    /** Whether the end is one that the client brought about by what it sent. */
    static boolean isInvalid(End end) {
        return end == End.HEAD_INVALID || end == End.BODY_INVALID;
    }
}
