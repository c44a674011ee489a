// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.netty.channel.Channel;

/** Closes admin connections beyond a number. The admin loop only. */
final class AdminCap {
    private final int most;
    private int open;

    AdminCap(int most) {
        this.most = most;
    }

    /** Counts the connection until it closes; closes it if there are too many. */
    boolean admit(Channel channel) {
        if (open == most) {
            channel.close();
            return false;
        }
        open++;
        channel.closeFuture().addListener(closed -> open--);
        return true;
    }
}
