// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.Shown;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says why a file cannot be read or written. */
public final class FileFaults {
    private FileFaults() {}

    /** The reason in few words, without the path. */
    public static String describe(IOException fault) {
        if (fault instanceof NoSuchFileException) {
            return "no such file";
        }
        if (fault instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = fault instanceof FileSystemException system ? system.getReason() : null;
        String message = reason == null ? fault.getMessage() : reason;
        return message == null ? fault.getClass().getSimpleName() : Shown.of(message);
    }
}
