// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.nio.file.Path;

/** A field that takes PEM: where it stands and where its text is. Never prints its content, which may be a key. */
public sealed interface PemSource {
    /** The place of the field's value. */
    Location where();

    /** The path of the field, such as {@code ssls[0].key}. */
    String field();

    /** What it says, without where it says it: the path of the file, or the text, which is a secret if the field is a key. */
    Object content();

    /**
     * PEM text that came with the configuration.
     *
     * @param text the PEM text; a secret if the field is a key
     * @param origin {@code inline}, or the reference as written, such as {@code $env://SHOP_KEY}
     */
    record Inline(Location where, String field, String text, String origin) implements PemSource {
        @Override
        public Object content() {
            return text;
        }

        @Override
        public String toString() {
            return "Inline[where=" + where + ", field=" + field + ", origin=" + origin + ", text=(not shown)]";
        }
    }

    /**
     * A PEM file.
     *
     * @param path resolved against the folder of the file that names it
     */
    record File(Location where, String field, Path path) implements PemSource {
        @Override
        public Object content() {
            return path;
        }
    }
}
