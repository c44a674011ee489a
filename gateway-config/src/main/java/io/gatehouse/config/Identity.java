// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.YamlMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What ssl objects, upstreams and routes have in common.
 *
 * @param id as configured; {@code <list>[<index>]@<file>} if none is written
 * @param idText null if no id is written
 * @param enabled false for {@code status: 0}: as if the object were absent
 */
record Identity(String id, @Nullable Text idText, boolean enabled, String desc, Map<String, String> labels) {
    private static final Choice<Boolean> STATUS =
            new Choice<Boolean>().with("1", true).with("0", false);
    private static final String BY_CONTROL_PLANE = "remove it: only a control plane writes it";
    private static final Map<String, String> FOREIGN = Map.of(
            "create_time", BY_CONTROL_PLANE,
            "update_time", BY_CONTROL_PLANE,
            "validity_start", "remove it: the certificate itself says from when it is valid",
            "validity_end", "remove it: the certificate itself says until when it is valid",
            "exptime", "remove it: the certificate itself says until when it is valid");

    /** Reads the common keys of the item of a list. */
    static Identity read(Fields object) {
        Text idText = object.text("id");
        String id = idText == null ? null : idText.asId();
        boolean enabled = object.choice("status", STATUS, true);
        readName(object);
        String desc = object.string("desc", "");
        Map<String, String> labels = readLabels(object);
        object.foreign(FOREIGN);
        return new Identity(
                id == null ? inFile(object.field(), object) : id, id == null ? null : idText, enabled, desc, labels);
    }

    /** The id as configured; if none is written, this label and the file. */
    String orLabel(Supplier<String> label, Fields object) {
        return idText == null ? inFile(label.get(), object) : id;
    }

    /** The id as configured; if none is written, the first of these names, whatever file it stands in. No id has a colon. */
    String orName(List<HostPattern> names) {
        return idText == null && !names.isEmpty() ? "sni:" + names.get(0) : id;
    }

    /** No id has an {@code @}. */
    private static String inFile(String label, Fields object) {
        return label + "@" + object.document().label();
    }

    /** Reads what may stand in an object for its readers only. */
    static void readNotes(Fields object) {
        readName(object);
        object.string("desc", "");
        readLabels(object);
        object.foreign(FOREIGN);
    }

    private static void readName(Fields object) {
        object.string("name", "");
    }

    private static Map<String, String> readLabels(Fields object) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<YamlMap.Entry, Text> label :
                object.entries("labels", "{team: payments}").entrySet()) {
            labels.put(label.getKey().key(), label.getValue().value());
        }
        return labels;
    }
}
