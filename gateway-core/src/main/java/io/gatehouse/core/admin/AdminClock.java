// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection that is not done in time. It runs three times: until the request is complete, until it is answered, until the
 * answer is read. The admin loop only.
 */
final class AdminClock {
    private final Channel channel;
    private @Nullable Future<?> end;

    AdminClock(Channel channel) {
        this.channel = channel;
        channel.closeFuture().addListener(closed -> stop());
    }

    /** From now on so long, whatever was left. */
    void start(Duration most) {
        stop();
        end = channel.eventLoop().schedule(() -> channel.close(), most.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        if (end != null) {
            end.cancel(false);
        }
    }
}
