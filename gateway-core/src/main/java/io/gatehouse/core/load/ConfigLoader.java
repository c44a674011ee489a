// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problems;
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
 * so that what {@code check} accepts is what a reload accepts.
 */
public final class ConfigLoader {
    private final Path gatewayYaml;
    private final FileSource files;
    private final Clock clock;

    /**
     * Loads nothing yet.
     *
     * @param clock what certificates are compared with
     */
    public ConfigLoader(Path gatewayYaml, Clock clock) {
        this.gatewayYaml = gatewayYaml;
        this.files = new LocalFiles();
        this.clock = clock;
    }

    /** Reads and checks all of it; never fails on bad input. */
    public Result load() {
        return load(files);
    }

    /** The same, through {@code source}, which sees each file that is read. */
    public Result load(FileSource source) {
        DigestingFiles digesting = new DigestingFiles(source);
        return load(new ConfigReader(digesting, System::getenv).read(gatewayYaml), digesting);
    }

    /** Reads all of it as far as it can be read, and reports every problem that there is. For a look at it, never to run with. */
    public Inspected inspect() {
        DigestingFiles digesting = new DigestingFiles(files);
        ConfigReader.Loaded read = new ConfigReader(digesting, System::getenv).read(gatewayYaml, Problems.unlimited());
        Optional<Inventory> inventory = read.draft().map(draft -> Inventory.of(draft, files, clock));
        return new Inspected(inventory, load(read, digesting).problems());
    }

    private Result load(ConfigReader.Loaded read, DigestingFiles digesting) {
        Problems problems = read.problems();
        if (read.draft().isEmpty()) {
            return new Result(Optional.empty(), problems);
        }
        GatewayConfig config = read.draft().get();
        // empty if there is any error, also one of the configuration: then only its PEM faults are wanted
        Optional<TlsAssets> tls = new TlsLoader(digesting, clock).load(config, problems);
        byte[] digest = digesting.digest();
        tls.ifPresent(assets -> StaplingLint.warn(assets.index(), config, problems));
        return new Result(tls.map(assets -> new Loaded(config, assets, digest)), problems);
    }

    /**
     * Reads the CRL files anew for which {@code changed} holds, and nothing else. Faults are among the problems; the lists that
     * they concern stay as they are.
     */
    public Result refreshCrls(Loaded running, Predicate<Path> changed) {
        Problems problems = new Problems();
        TlsAssets now = new TlsLoader(files, clock).refreshCrls(running.config(), running.tls(), changed, problems);
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
