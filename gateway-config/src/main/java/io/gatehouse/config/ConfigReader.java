// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.YamlDocument;
import io.gatehouse.config.yaml.YamlFault;
import io.gatehouse.config.yaml.YamlMap;
import io.gatehouse.config.yaml.YamlNode;
import io.gatehouse.config.yaml.YamlPath;
import io.gatehouse.config.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration: {@code gateway.yaml}, its resource files, and what must hold between them. An instance may be used again, by
 * one thread at a time, and then knows what did not change.
 */
public final class ConfigReader {
    private final FileSource files;
    private final UnaryOperator<@Nullable String> environment;
    private final Workers workers;
    private @Nullable Before before; // the last reading without errors
    private byte[] gatewayText = {}; // of the reading that is going on
    private Path home = Path.of(""); // the folder of its gateway.yaml

    /**
     * Reads nothing yet.
     *
     * @param files where files come from
     * @param environment name of a variable to its value, or null if it is not set; does not change
     */
    public ConfigReader(FileSource files, UnaryOperator<@Nullable String> environment) {
        this(files, environment, Workers.NONE);
    }

    /** The same, with others that read resource files. */
    public ConfigReader(FileSource files, UnaryOperator<@Nullable String> environment, Workers workers) {
        this.files = files;
        this.environment = environment;
        this.workers = workers;
    }

    /**
     * Reads everything that belongs to the file. Never fails on bad input: whatever is wrong is among the problems.
     *
     * <p>Resource files are read side by side, each by itself, and one that did not change since the last reading is not read at all. If
     * that finds a fault, all of them are read again one after the other, because only that tells which of two is the second.
     */
    public Loaded read(Path gatewayYaml) {
        Map<Path, ResourceFile> now = new LinkedHashMap<>();
        Loaded loaded = read(
                gatewayYaml,
                new Problems(),
                (gateway, resources, references) -> addEach(gatewayYaml, gateway, resources, references, now));
        GatewayConfig config = loaded.config().orElse(null);
        if (config == null) {
            return read(gatewayYaml, new Problems());
        }
        GatewayConfig same = before != null && config.equals(before.config) ? before.config : config;
        before = new Before(now, gatewayText, same);
        return new Loaded(Optional.of(same), Optional.of(same), loaded.problems());
    }

    /** The same, all of it in order; what is wrong is added to {@code problems}, to which nothing was added before. */
    public Loaded read(Path gatewayYaml, Problems problems) {
        return read(
                gatewayYaml,
                problems,
                (gateway, resources, references) -> addInOrder(gatewayYaml, gateway, resources, references));
    }

    private Loaded read(Path gatewayYaml, Problems problems, ResourceReading reading) {
        home = folderOf(gatewayYaml);
        References references = new References(problems);
        byte[] text = content(gatewayYaml, problems);
        Fields gateway = text == null ? null : open(gatewayYaml, text, problems);
        if (text == null || gateway == null) {
            return new Loaded(Optional.empty(), Optional.empty(), problems);
        }
        gatewayText = text;
        problems.know(gateway.places());
        List<ListenerConfig> listeners = ListenerConfig.readAll(gateway);
        TlsConfig tls = gateway.object("tls", TlsConfig.DEFAULT, fields -> TlsConfig.read(fields, references));
        ResourceLists resources = new ResourceLists(references, tls.protocols());
        resources.addFrom(gateway);
        Resources found = reading.add(gateway, resources, references);
        if (found == Resources.FAULTY) {
            return new Loaded(Optional.empty(), Optional.empty(), problems);
        }
        GatewayConfig config = GatewayConfig.read(gatewayYaml, gateway, listeners, tls, resources);
        gateway.notSupported(NotSupported.GATEWAY);
        gateway.finish();
        if (found == Resources.READ) {
            references.check();
        }
        if (!problems.hasErrors()) {
            AskedHosts.check(config, problems);
            FallbackName.check(config, problems);
        }
        Optional<GatewayConfig> draft = Optional.of(config);
        return new Loaded(problems.hasErrors() ? Optional.empty() : draft, draft, problems);
    }

    private Resources addInOrder(Path gatewayYaml, Fields gateway, ResourceLists resources, References references) {
        for (Path file : new ResourceFiles(files, gatewayYaml, folderOf(gatewayYaml)).read(gateway)) {
            Fields fields = open(file, gateway.problems());
            if (fields == null) {
                references.markIncomplete();
            } else {
                resources.addFile(fields);
            }
        }
        return Resources.READ;
    }

    /** Gives up at the first sign of a fault. */
    private Resources addEach(
            Path gatewayYaml,
            Fields gateway,
            ResourceLists resources,
            References references,
            Map<Path, ResourceFile> now) {
        Set<TlsVersion> defaults = resources.defaultProtocols();
        List<Path> all = List.copyOf(new ResourceFiles(files, gatewayYaml, folderOf(gatewayYaml)).read(gateway));
        List<Optional<ResourceFile>> read = workers.map(all, file -> readAlone(file, defaults));
        for (int i = 0; i < all.size(); i++) {
            ResourceFile file = read.get(i).orElse(null);
            if (file == null) {
                return Resources.FAULTY;
            }
            file.warnings().forEach(gateway.problems()::add);
            now.put(all.get(i), file);
        }
        if (before != null && before.isOf(now, gatewayText)) {
            resources.takeFrom(before.config);
            return Resources.AS_BEFORE;
        }
        for (ResourceFile file : now.values()) {
            if (!references.adopt(file)) {
                return Resources.FAULTY;
            }
            resources.addRead(file);
        }
        return references.adoptedHold() ? Resources.READ : Resources.FAULTY;
    }

    /** A file by itself; empty if it has a fault. Any thread. */
    private Optional<ResourceFile> readAlone(Path file, Set<TlsVersion> defaults) {
        Object stamp = files.stamp(file);
        ResourceFile known = before == null ? null : before.files.get(file);
        if (known != null && known.isStill(stamp, defaults)) {
            return Optional.of(known);
        }
        Problems problems = new Problems();
        References references = new References(problems);
        ResourceLists lists = new ResourceLists(references, defaults);
        Fields fields = open(file, problems);
        if (fields == null) {
            return Optional.empty();
        }
        lists.addFile(fields);
        if (problems.hasErrors()) {
            return Optional.empty();
        }
        return Optional.of(new ResourceFile(
                stamp,
                defaults,
                List.copyOf(lists.ssls()),
                List.copyOf(lists.upstreams()),
                List.copyOf(lists.routes()),
                problems.all(),
                references.mentions()));
    }

    /** The object that a file holds; null if it holds none, which is reported. A file with nothing in it holds an empty one. */
    private @Nullable Fields open(Path file, Problems problems) {
        byte[] content = content(file, problems);
        return content == null ? null : open(file, content, problems);
    }

    /** Null if it cannot be read, which is reported. */
    private byte @Nullable [] content(Path file, Problems problems) {
        try {
            return files.read(file, YamlReader.MAX_BYTES);
        } catch (IOException e) {
            problems.error(
                    Location.startOf(file.toString()),
                    "",
                    "the file cannot be read",
                    FileFaults.describe(e),
                    "a readable file of at most " + Units.formatSize(YamlReader.MAX_BYTES),
                    "correct the path, or the file and its permissions");
            return null;
        }
    }

    private @Nullable Fields open(Path file, byte[] content, Problems problems) {
        String name = file.toString();
        YamlDocument yaml = YamlReader.read(content);
        for (YamlFault fault : yaml.faults()) {
            problems.error(
                    new Location(name, fault.line(), fault.column()),
                    fault.field(),
                    fault.message(),
                    fault.found(),
                    fault.expected(),
                    fault.remedy());
        }
        if (!yaml.complete()) {
            return null;
        }
        Document document =
                new Document(name, seenFrom(home, file), folderOf(file), new Variables(environment), problems);
        return top(document, yaml.root());
    }

    private static String seenFrom(Path folder, Path file) {
        Path from = folder.toAbsolutePath().normalize();
        return from.relativize(file.toAbsolutePath().normalize()).toString();
    }

    private static Path folderOf(Path file) {
        Path folder = file.getParent();
        return folder == null ? file.resolveSibling("") : folder;
    }

    private static @Nullable Fields top(Document document, @Nullable YamlNode root) {
        if (root == null) {
            return new Fields(document, new YamlMap(1, 1, Map.of()), YamlPath.TOP);
        }
        if (root instanceof YamlMap map) {
            return new Fields(document, map, YamlPath.TOP);
        }
        document.error(
                root,
                YamlPath.TOP,
                "the file does not hold an object",
                root.kind(),
                "keys such as 'ssls:', 'upstreams:' and 'routes:'",
                "");
        return null;
    }

    /** Reads the resource files that {@code gateway.yaml} names. */
    private interface ResourceReading {
        Resources add(Fields gateway, ResourceLists resources, References references);
    }

    /** What came of it. */
    private enum Resources {
        FAULTY,
        READ,
        /** Every file says what it said, so that what holds between them was checked already. */
        AS_BEFORE
    }

    /** A reading without errors. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Before(Map<Path, ResourceFile> files, byte[] gatewayText, GatewayConfig config) {
        /** Whether another reading found the same files, and the same resource files in them. */
        @SuppressWarnings("ReferenceEquality") // what did not change is the same instance
        boolean isOf(Map<Path, ResourceFile> others, byte[] othersGateway) {
            return Arrays.equals(gatewayText, othersGateway)
                    && files.keySet().equals(others.keySet())
                    && files.entrySet().stream().allMatch(each -> others.get(each.getKey()) == each.getValue());
        }
    }

    /**
     * The result of reading.
     *
     * @param config empty if and only if there are errors
     * @param draft what could be read in spite of errors, without the objects that are too faulty: to look for further faults
     *     in, never to run with
     * @param problems errors and warnings of all files
     */
    public record Loaded(Optional<GatewayConfig> config, Optional<GatewayConfig> draft, Problems problems) {}
}
