// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Finds the files that {@code resources} of {@code gateway.yaml} covers. */
final class ResourceFiles {
    private static final List<String> DEFAULT = List.of("ssls/*.yaml", "upstreams/*.yaml", "routes/*.yaml");

    private static final List<String> NEAR =
            List.of("ssls/*.{yml,json}", "upstreams/*.{yml,json}", "routes/*.{yml,json}");

    private final FileSource files;
    private final Path gatewayYaml;
    private final Path folder;
    private final TreeSet<Path> found = new TreeSet<>();

    ResourceFiles(FileSource files, Path gatewayYaml, Path folder) {
        this.files = files;
        this.gatewayYaml = gatewayYaml;
        this.folder = folder;
    }

    /** Every file once, in the order of their paths; without {@code gateway.yaml}, should a pattern cover it. */
    Collection<Path> read(Fields gateway) {
        for (Text pattern : gateway.texts("resources")) {
            addWritten(pattern);
        }
        if (!gateway.has("resources")) {
            for (String pattern : DEFAULT) {
                addDefault(pattern, gateway);
            }
            for (String pattern : NEAR) {
                warnOf(pattern, gateway);
            }
        }
        found.remove(gatewayYaml);
        return found;
    }

    private void addWritten(Text pattern) {
        try {
            List<Path> matches = files.glob(folder, pattern.value());
            if (matches.isEmpty()) {
                pattern.warn(
                        "no file matches",
                        "the path of a file, or a pattern such as ssls/*.yaml",
                        "paths are relative to the folder of gateway.yaml");
            }
            found.addAll(matches);
        } catch (IOException e) {
            pattern.refuse("cannot be listed: " + FileFaults.describe(e), "a folder that can be read", "");
        } catch (IllegalArgumentException e) { // no pattern, or no path
            pattern.refuse("not a pattern", "a path in which * stands for any text, such as ssls/*.yaml", "");
        }
    }

    private void addDefault(String pattern, Fields gateway) {
        try {
            found.addAll(files.glob(folder, pattern));
        } catch (IOException e) {
            Problems problems = gateway.document().problems();
            problems.error(
                    gateway.where(),
                    "resources",
                    "'" + pattern + "' cannot be listed",
                    FileFaults.describe(e),
                    "a folder that can be read",
                    "");
        }
    }

    /** Of what somebody may believe to be read. */
    private void warnOf(String pattern, Fields gateway) {
        List<Path> passedOver;
        try {
            passedOver = files.glob(folder, pattern);
        } catch (IOException e) {
            return; // said already, of the folder
        }
        if (!passedOver.isEmpty()) {
            gateway.document()
                    .problems()
                    .warning(
                            gateway.where(),
                            "resources",
                            "files are not read, because of the end of their names",
                            Shown.quoted(pattern) + " matches " + passedOver.size(),
                            "names that end in .yaml, or 'resources' with patterns for these",
                            "rename them, or write 'resources'");
        }
    }
}
