// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Workers;
import io.gatehouse.tls.Inventory;
import io.gatehouse.tls.StaplingLint;
import io.gatehouse.tls.TlsAssets;
import io.gatehouse.tls.TlsLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Loads a configuration with everything that it names: the same steps for {@code check}, for the start and for a reload,
 * so that what {@code check} accepts is what a reload accepts. Remembers what it loaded: files that did not change are not read
 * again. One thread at a time.
 */
public final class ConfigLoader {
    private final Path gatewayYaml;
    private final FileSource local;
    private final Passage files;
    private final Clock clock;
    private final ConfigReader reader;
    private final TlsLoader tls;

    /**
     * Loads nothing yet.
     *
     * @param clock what certificates are compared with
     */
    public ConfigLoader(Path gatewayYaml, Clock clock) {
        this.gatewayYaml = gatewayYaml;
        this.local = new LocalFiles(clock);
        this.files = new Passage(local);
        this.clock = clock;
        Workers workers = new LoadWorkers(Runtime.getRuntime().availableProcessors());
        this.reader = new ConfigReader(files, System::getenv, workers);
        this.tls = new TlsLoader(files, clock, workers);
    }

    /** Reads and checks all of it; never fails on bad input. */
    public Result load() {
        return load(reader.read(gatewayYaml));
    }

    /** The same, while {@code source} sees each file that the load reads, or finds to be the same as before. */
    public Result load(SeenFiles source) {
        files.passThrough(source);
        try {
            return load();
        } finally {
            files.passThrough(local);
        }
    }

    /** Reads all of it as far as it can be read, and reports every problem that there is. For a look at it, never to run with. */
    public Inspected inspect() {
        ConfigReader.Loaded read = reader.read(gatewayYaml, Problems.unlimited());
        Optional<Inventory> inventory = read.draft().map(draft -> Inventory.of(draft, files, clock));
        return new Inspected(inventory, load(read).problems());
    }

    private Result load(ConfigReader.Loaded read) {
        Problems problems = read.problems();
        if (read.draft().isEmpty()) {
            return new Result(Optional.empty(), problems);
        }
        GatewayConfig config = read.draft().get();
        // empty if there is any error, also one of the configuration: then only its PEM faults are wanted
        Optional<TlsAssets> assets = tls.load(config, problems);
        assets.ifPresent(each -> StaplingLint.warn(each.index(), config, problems));
        return new Result(assets.map(each -> new Loaded(config, each)), problems);
    }

    /**
     * Reads the CRL files anew for which {@code changed} holds, and nothing else. Faults are among the problems; the lists that
     * they concern stay as they are.
     */
    public Result refreshCrls(Loaded running, Predicate<Path> changed) {
        Problems problems = new Problems();
        TlsAssets now = tls.refreshCrls(running.config(), running.tls(), changed, problems);
        return new Result(Optional.of(running.with(now)), problems);
    }

    /** The file that is loaded. */
    public Path gatewayYaml() {
        return gatewayYaml;
    }

    /**
     * What came of a load.
     *
     * @param loaded empty if and only if there are errors; those of a refresh leave it as it was
     * @param problems errors and warnings
     */
    public record Result(Optional<Loaded> loaded, Problems problems) {}

    /**
     * What came of a look.
     *
     * @param inventory empty only if {@code gateway.yaml} itself cannot be read
     * @param problems errors and warnings of a load, all of them
     */
    public record Inspected(Optional<Inventory> inventory, Problems problems) {}
}
