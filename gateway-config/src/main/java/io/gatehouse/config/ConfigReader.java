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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a configuration: {@code gateway.yaml}, its resource files, and what must hold between them. */
public final class ConfigReader {
    private final FileSource files;
    private final UnaryOperator<@Nullable String> environment;

    /**
     * Reads nothing yet.
     *
     * @param files where files come from
     * @param environment name of a variable to its value, or null if it is not set
     */
    public ConfigReader(FileSource files, UnaryOperator<@Nullable String> environment) {
        this.files = files;
        this.environment = environment;
    }

    /** Reads everything that belongs to the file. Never fails on bad input: whatever is wrong is among the problems. */
    public Loaded read(Path gatewayYaml) {
        return read(gatewayYaml, new Problems());
    }

    /** The same; what is wrong is added to {@code problems}, to which nothing was added before. */
    public Loaded read(Path gatewayYaml, Problems problems) {
        References references = new References(problems);
        Fields gateway = open(gatewayYaml, problems);
        if (gateway == null) {
            return new Loaded(Optional.empty(), Optional.empty(), problems);
        }
        problems.know(gateway.places());
        List<ListenerConfig> listeners = ListenerConfig.readAll(gateway);
        TlsConfig tls = gateway.object("tls", TlsConfig.DEFAULT, fields -> TlsConfig.read(fields, references));
        ResourceLists resources = new ResourceLists(references, tls.protocols());
        resources.addFrom(gateway);
        for (Path file : new ResourceFiles(files, gatewayYaml, folderOf(gatewayYaml)).read(gateway)) {
            Fields fields = open(file, problems);
            if (fields == null) {
                references.markIncomplete();
            } else {
                resources.addFile(fields);
            }
        }
        GatewayConfig config = GatewayConfig.read(gatewayYaml, gateway, listeners, tls, resources);
        gateway.finish();
        references.check();
        if (!problems.hasErrors()) {
            AskedHosts.check(config, problems);
        }
        Optional<GatewayConfig> draft = Optional.of(config);
        return new Loaded(problems.hasErrors() ? Optional.empty() : draft, draft, problems);
    }

    /** The object that a file holds; null if it holds none, which is reported. A file with nothing in it holds an empty one. */
    private @Nullable Fields open(Path file, Problems problems) {
        String name = file.toString();
        byte[] content;
        try {
            content = files.read(file, YamlReader.MAX_BYTES);
        } catch (IOException e) {
            problems.error(
                    Location.startOf(name),
                    "",
                    "the file cannot be read",
                    FileFaults.describe(e),
                    "a readable file of at most " + Units.formatSize(YamlReader.MAX_BYTES),
                    "");
            return null;
        }
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
        return top(new Document(name, folderOf(file), new Variables(environment), problems), yaml.root());
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
