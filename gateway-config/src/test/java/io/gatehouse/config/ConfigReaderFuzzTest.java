// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the files hold: a configuration or problems with a place. Files are split as those of {@link GoldenFilesTest}. */
class ConfigReaderFuzzTest {
    /** The files of the tests of messages. */
    static Stream<byte[]> filesOfOtherTests() throws IOException, URISyntaxException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : GoldenFilesTest.inputs()) {
            contents.add(Files.readAllBytes(file));
        }
        return contents.stream();
    }

    @MethodSource("filesOfOtherTests")
    @FuzzTest
    @DictionaryFile(resourcePath = "/fuzz/config.dict")
    void isAConfigurationOrProblems(byte[] content) {
        RobustnessTest.check(MemoryFiles.of(content));
    }
}
