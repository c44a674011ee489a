// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Makes groups of event loops. */
public final class Loops {
    private Loops() {}

    /**
     * A group of event loops whose threads carry the name.
     *
     * @param count at least 1
     */
    public static EventLoopGroup create(Transport transport, int count, String name) {
        DefaultThreadFactory threads = new DefaultThreadFactory("gatehouse-" + name, true);
        return new MultiThreadIoEventLoopGroup(
                count, threads, transport.handlers().get());
    }
}
