// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Binds a signal of the operating system to an action.
 *
 * <p>{@code sun.misc.Signal} is the only way to do this in Java, and module {@code jdk.unsupported} keeps it for exactly
 * this use; but the compiler warns about the name and lets nobody suppress that. So the one call is linked at run time,
 * as the compiler would have linked a lambda.
 */
final class OsSignal {
    private OsSignal() {}

    /**
     * From now on the signal runs the action, each time on a new thread of the JVM.
     *
     * @param name without {@code SIG}, such as {@code HUP}
     * @return false if whoever started the process had it ignore the signal: the JVM keeps to that, and the action never runs
     * @throws IllegalStateException if this JVM has no such signal or keeps it for itself ({@code -Xrs})
     */
    static boolean handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodType body = MethodType.methodType(void.class, Runnable.class, Object.class);
            MethodType shape = MethodType.methodType(void.class, signal);
            Object bound = LambdaMetafactory.metafactory(
                            lookup,
                            "handle",
                            MethodType.methodType(handler, Runnable.class),
                            shape,
                            lookup.findStatic(OsSignal.class, "run", body),
                            shape)
                    .getTarget()
                    .invoke(action);
            Object number = signal.getConstructor(String.class).newInstance(name);
            Object before = signal.getMethod("handle", signal, handler).invoke(null, number, bound);
            return before != handler.getField("SIG_IGN").get(null);
        } catch (Throwable e) {
            throw new IllegalStateException("signal: '" + name + "' (expected: one that this JVM leaves to us)", e);
        }
    }

    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // linked above
    private static void run(Runnable action, Object signal) {
        action.run();
    }
}
