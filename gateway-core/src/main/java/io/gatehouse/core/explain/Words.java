// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.tls.DistinguishedName;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;

/** How explanations put things. */
final class Words {
    private Words() {}

    static String subject(X509Certificate certificate) {
        return DistinguishedName.text(certificate.getSubjectX500Principal());
    }

    static long days(Instant now, Instant end) {
        return Duration.between(now, end).toDays();
    }

    /** A point in time that something ends at, and how far that is. */
    static String until(Instant now, Instant end) {
        long days = days(now, end);
        if (now.isAfter(end)) {
            return "until " + end + " (OVER for " + -days + " days)";
        }
        return "until " + end + " (" + days + (days == 1 ? " day" : " days") + ")";
    }

    static String or(Collection<String> texts) {
        return String.join(" or ", texts);
    }

    /** The hosts of a route as they are written. */
    static String hosts(RouteConfig route) {
        return route.hosts().isEmpty()
                ? "any host"
                : route.hosts().stream().map(HostPattern::toString).collect(Collectors.joining(" or "));
    }

    /** What a route is for. */
    static String place(RouteConfig route) {
        return hosts(route) + " " + or(route.uris()) + (route.priority() == 0 ? "" : ", priority " + route.priority());
    }
}
