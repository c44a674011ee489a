// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps no more than so many admin connections. For one more the oldest that waits for its client is closed, so that those who ask
 * nothing take nobody's place. The admin loop only.
 */
final class AdminCap {
    private final int most;
    private final Set<Channel> open = new LinkedHashSet<>(); // oldest first

    AdminCap(int most) {
        this.most = most;
    }

    /** Counts the connection until it closes; closes it if there are too many, all of which wait for us. */
    boolean admit(Channel channel) {
        if (open.size() == most && !makeRoom()) {
            channel.close();
            return false;
        }
        open.add(channel);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        return true;
    }

    private boolean makeRoom() {
        Optional<Channel> waiting =
                open.stream().filter(AdminCap::waitsForClient).findFirst();
        waiting.ifPresent(each -> {
            open.remove(each);
            each.close();
        });
        return waiting.isPresent();
    }

    private static boolean waitsForClient(Channel channel) {
        AdminHandler handler = channel.pipeline().get(AdminHandler.class);
        return handler == null || !handler.isWorking();
    }
}
