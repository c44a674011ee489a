// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.tls.SslIndex.Selection;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find the ssl object of a name: half of the objects have an exact name, the others a wildcard. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class SniLookupBenchmark {
    private static final int NAMES = 1 << 12; // more than the caches of a processor predict, less than they hold

    @Param({"10", "1000", "100000"})
    public int objects;

    private SslIndex index;
    private String[] exact;
    private String[] wildcard;
    private String[] unknown;
    private int next;

    @Setup
    public void fill() {
        TestIdentity identity = TestCa.create("jmh").server("any.test");
        List<SslObject> all = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            String name = (i % 2 == 0 ? "shop" : "*.shop") + i + ".example.com";
            all.add(TestObjects.object("object" + i, name).with(identity).build());
        }
        index = new SslIndex(all, List.of(), "", "");
        exact = names("Shop", 0);
        wildcard = names("www.shop", 1);
        unknown = names("nobody", 1);
    }

    private String[] names(String prefix, int odd) {
        String[] names = new String[NAMES];
        for (int i = 0; i < NAMES; i++) {
            long spread = i * 0x9E3779B9L; // so that neighbours in time are none in the index
            long object = spread % objects / 2 * 2 + odd;
            names[i] = prefix + object + ".example.com";
        }
        return names;
    }

    /** The name itself: what a hello brings is checked and put in lower case before it is looked up. */
    @Benchmark
    public Optional<String> normalizeOnly() {
        return ServerName.normalize(exact[next++ & (NAMES - 1)]);
    }

    @Benchmark
    public Selection exact() {
        return find(exact);
    }

    @Benchmark
    public Selection wildcard() {
        return find(wildcard);
    }

    @Benchmark
    public Selection unknown() {
        return find(unknown);
    }

    private Selection find(String[] names) {
        String name = ServerName.normalize(names[next++ & (NAMES - 1)]).orElseThrow();
        return index.bySni(name);
    }
}
