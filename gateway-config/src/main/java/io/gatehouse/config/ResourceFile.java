// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A resource file that was read by itself and has no fault in itself. As long as it does not change, its objects are the same
 * instances from one load to the next.
 *
 * @param stamp as of {@link FileSource#stamp}, taken before it was read
 * @param defaults the TLS versions that its ssl objects have unless they say otherwise
 * @param warnings what it is warned of
 * @param mentions ids of objects that may stand in other files
 */
record ResourceFile(
        @Nullable Object stamp,
        Set<TlsVersion> defaults,
        List<SslConfig> ssls,
        List<UpstreamConfig> upstreams,
        List<RouteConfig> routes,
        List<Problem> warnings,
        List<References.Mention> mentions) {

    /** Whether a file with this stamp now, read with these defaults, would say the same. */
    boolean isStill(@Nullable Object now, Set<TlsVersion> nowDefaults) {
        return now != null && now.equals(stamp) && defaults.equals(nowDefaults);
    }
}
