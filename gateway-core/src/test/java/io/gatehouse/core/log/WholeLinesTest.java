// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeLinesTest {
    private final Disk disk = new Disk();
    private final WholeLines lines = new WholeLines(disk);

    @Test
    void writesTheEndOfALineThatBrokeOffBeforeAnythingElse() throws IOException {
        disk.room = 5;
        assertLost(2, "one\ntwo\nthree\nfour\n");
        assertThat(disk.text()).isEqualTo("one\nt");

        assertLost(1, "five\n");
        disk.room = 1;
        assertLost(1, "six\n");
        disk.room = 100;
        write("seven\n");

        assertThat(disk.text()).isEqualTo("one\ntwo\nseven\n");
    }

    @Test
    void leavesNoEmptyLineWhereNothingBrokeOff() throws IOException {
        disk.room = 4;
        assertLost(1, "one\ntwo\n");
        disk.room = 0;
        assertLost(1, "three\n");
        disk.room = 100;
        write("four\n");

        assertThat(disk.text()).isEqualTo("one\nfour\n");
    }

    @Test
    void tellsOfALineWhoseEndIsLostWithIt() throws IOException {
        disk.room = 2;
        assertLost(0, "one\n");

        assertThatThrownBy(lines::close)
                .asInstanceOf(type(WholeLines.LostException.class))
                .satisfies(lost -> assertThat(lost.lines()).isEqualTo(1));
        assertThat(disk.isOpen()).isFalse();
    }

    @Test
    void aLineOfWhichOnlyTheEndIsMissingIsNotLost() throws IOException {
        disk.room = 3;
        assertLost(0, "one\n");

        assertThatThrownBy(lines::close)
                .asInstanceOf(type(WholeLines.LostException.class))
                .satisfies(lost -> assertThat(lost.lines()).isZero());
    }

    @Test
    void eachLineStandsWholeOrIsCounted() throws IOException {
        Random random = new Random(46);
        int lost = 0;
        int written = 0;
        for (int i = 0; i < 2000; i++) {
            disk.room = random.nextInt(60);
            StringBuilder some = new StringBuilder();
            for (int n = random.nextInt(1, 5); n > 0; n--) {
                some.append("{").append("x".repeat(random.nextInt(30))).append("}\n");
            }
            try {
                write(some.toString());
            } catch (WholeLines.LostException e) {
                lost += e.lines();
            }
            written += (int) some.chars().filter(c -> c == '\n').count();
        }
        disk.room = 100;
        lines.close();

        assertThat(disk.text().lines()).allMatch(line -> line.matches("\\{x*}")).hasSize(written - lost);
    }

    @Test
    void aFileWhoseLastLineHasNoEndGetsOne(@TempDir Path folder) throws IOException {
        Path torn = Files.writeString(folder.resolve("torn.log"), "one\ntw");
        Path whole = Files.writeString(folder.resolve("whole.log"), "one\n");
        Path absent = folder.resolve("new.log");

        for (Path each : new Path[] {torn, whole, absent}) {
            try (WholeLines file = WholeLines.appendTo(each)) {
                file.write("three\n".getBytes(StandardCharsets.US_ASCII));
                file.write("four\n".getBytes(StandardCharsets.US_ASCII));
            }
        }

        assertThat(torn).hasContent("one\ntw\nthree\nfour\n");
        assertThat(whole).hasContent("one\nthree\nfour\n");
        assertThat(absent).hasContent("three\nfour\n");
    }

    private void write(String text) throws IOException {
        byte[] bytes = ("before" + text).getBytes(StandardCharsets.US_ASCII);
        lines.write(bytes, 6, bytes.length - 6);
    }

    private void assertLost(int count, String text) {
        assertThatThrownBy(() -> write(text))
                .hasMessage("no space left")
                .asInstanceOf(type(WholeLines.LostException.class))
                .satisfies(lost -> assertThat(lost.lines()).isEqualTo(count));
    }

    /** Takes as many octets as there is room for, a few at a time, as pipes and file systems may. */
    private static final class Disk implements WritableByteChannel {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        int room;
        private boolean open = true;

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (room == 0) {
                throw new IOException("no space left");
            }
            int most = Math.min(Math.min(room, 7), bytes.remaining());
            IntStream.range(0, most).forEach(each -> content.write(bytes.get()));
            room -= most;
            return most;
        }

        String text() {
            return content.toString(StandardCharsets.US_ASCII);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
