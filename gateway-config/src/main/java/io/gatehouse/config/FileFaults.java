// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.Shown;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
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
        if (fault instanceof FileSystemLoopException loop) {
            return "the link " + Shown.of(String.valueOf(loop.getFile())) + " leads to a folder that it is in";
        }
        String reason = fault instanceof FileSystemException system ? system.getReason() : fault.getMessage();
        return reason == null ? "the system does not say why" : Shown.of(reason);
    }
}
