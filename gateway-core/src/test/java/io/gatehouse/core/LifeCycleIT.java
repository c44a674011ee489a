// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.EchoUpstream;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.gatehouse.core.fixtures.Http;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start, signals, drain and exit codes of the real process. */
class LifeCycleIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ConfigDir config;
    private EchoUpstream upstream;

    @BeforeEach
    void prepare() throws IOException {
        upstream = EchoUpstream.plain();
        config = new ConfigDir(folder);
    }

    @AfterEach
    void end() {
        upstream.close();
    }

    @Test
    void saysWhereItListensAndEndsWithZero() throws Exception {
        try (GatewayProcess gateway = start("30s")) {
            assertThat(gateway.log())
                    .contains("listening HTTP address=127.0.0.1:")
                    .contains("ready generation=1 ");
            assertThat(Http.get(gateway.address("HTTP"), "a.test", "/").body()).startsWith("host=a.test ");
            assertThat(Http.get(gateway.address("ADMIN"), "127.0.0.1", "/readyz")
                            .status())
                    .isEqualTo(200);

            Finished finished = gateway.terminate();

            assertThat(finished.exitCode()).isZero();
            assertThat(finished.out()).contains("stopped cut=0 ");
            assertThat(finished.err()).isEmpty();
        }
    }

    @Test
    void sigtermClosesThePortAndFinishesWhatRuns() throws Exception {
        try (GatewayProcess gateway = start("30s");
                Socket client = connect(gateway.address("HTTP"))) {
            InetSocketAddress port = gateway.address("HTTP");
            Http.send(client, "a.test", "/slow");
            upstream.awaitSlow();

            gateway.signal("TERM");
            gateway.awaitLine("draining connections=1");

            assertThatThrownBy(() -> connect(port).close()).isInstanceOf(ConnectException.class);
            Http.Response readiness = Http.get(gateway.address("ADMIN"), "127.0.0.1", "/readyz");
            assertThat(readiness.status()).isEqualTo(503);
            assertThat(Http.get(gateway.address("ADMIN"), "127.0.0.1", "/livez").status())
                    .isEqualTo(200);
            upstream.letGo();
            Http.Response response = Http.read(client);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.head()).containsIgnoringCase("connection: close");
            Finished finished = gateway.awaitEnd();
            assertThat(finished.exitCode()).isZero();
            assertThat(finished.out()).contains("stopped cut=0 ");
        }
    }

    @Test
    void theDrainDeadlineCutsWhatIsLeftAndSaysSo() throws Exception {
        try (GatewayProcess gateway = start("200ms");
                Socket client = connect(gateway.address("HTTP"))) {
            Http.send(client, "a.test", "/slow");
            upstream.awaitSlow();

            Finished finished = gateway.terminate();

            assertThat(finished.exitCode()).isZero();
            assertThat(finished.out()).contains("stopped cut=1 ");
            upstream.letGo();
        }
    }

    @Test
    void aSecondSignalCutsWhatRunsAtOnceAndLogsIt() throws Exception {
        try (GatewayProcess gateway = start("60s");
                Socket client = connect(gateway.address("HTTP"))) {
            Http.send(client, "a.test", "/slow");
            upstream.awaitSlow();
            gateway.signal("TERM");
            gateway.awaitLine("draining ");
            long asked = System.nanoTime();

            gateway.signal("TERM");

            Finished finished = gateway.awaitEnd();
            assertThat(finished.exitCode()).isZero();
            assertThat(System.nanoTime() - asked).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(finished.out()).contains("stopped cut=1 ");
            assertThat(folder.resolve("access.log")).content().contains("\"drain_cut\"", "\"/slow\"");
            upstream.letGo();
        }
    }

    /** A pipe holds 64 KiB, and then whoever writes to it waits. */
    @Test
    void aReaderOfItsOutputThatStandsStillHoldsUpNothing() throws Exception {
        write("30s");
        config.gateway(Files.readString(config.gatewayYaml()).replace("{path: access.log}", "{path: \"-\"}"));
        Process process = new ProcessBuilder(GatewayProcess.commandLine(
                        "run", "--config", config.gatewayYaml().toString()))
                .redirectErrorStream(true)
                .start();
        try {
            BufferedReader out = new BufferedReader(new InputStreamReader(
                    process.getInputStream(), StandardCharsets.UTF_8)); // is read until it is ready
            StringBuilder log = new StringBuilder();
            while (log.indexOf(" ready ") < 0) {
                log.append(out.readLine()).append('\n');
            }
            InetSocketAddress port = address(log, "HTTP");
            for (int i = 0; i < 100; i++) {
                assertThat(Http.get(port, "a.test", "/" + "x".repeat(3000)).status())
                        .isEqualTo(200);
            }

            Finished reload = GatewayProcess.run(
                    folder, "reload", "--config", "gateway.yaml", "--admin", text(address(log, "ADMIN")));
            assertThat(reload.out()).contains("reload ok");
            assertThat(Http.get(port, "a.test", "/").status()).isEqualTo(200);
            process.destroy(); // by SIGTERM

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aReaderOfItsOutputThatWentAwayIsToldOfAndWhatItMissesIsCounted() throws Exception {
        write("30s");
        config.gateway(Files.readString(config.gatewayYaml()).replace("{path: access.log}", "{path: \"-\"}"));
        Process process = new ProcessBuilder(GatewayProcess.commandLine(
                        "run", "--config", config.gatewayYaml().toString()))
                .start();
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder log = new StringBuilder();
            while (log.indexOf(" ready ") < 0) {
                log.append(out.readLine()).append('\n');
            }
            out.close();
            assertThat(Http.get(address(log, "HTTP"), "a.test", "/").status()).isEqualTo(200);

            awaitMetric(address(log, "ADMIN"), "gatehouse_access_log_lines_dropped_total 1\n");
            awaitMetric(address(log, "ADMIN"), "gatehouse_log_lines_dropped_total 1\n"); // that says so
            process.toHandle().destroy(); // by SIGTERM; its error output stays open

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("gatehouse: the log cannot be written to standard output: Broken pipe;"
                            + " lines are dropped until it can\n");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aReloadWhileTheDiskIsFullTearsNoLineOfTheAccessLog() throws Exception {
        Path file = folder.resolve("access.log");
        try (GatewayProcess gateway = start("30s")) {
            InetSocketAddress http = gateway.address("HTTP");
            Http.get(http, "a.test", "/whole");
            awaitSize(file, 1);
            long full = Files.size(file) + 40;
            assumeTrue(gateway.allowFileSize(full)); // to the process the same as a disk without more room
            Http.get(http, "a.test", "/broken-off");
            awaitSize(file, full);

            assertThat(gateway.reload()).contains("changed=nothing");
            Http.get(http, "a.test", "/lost");
            gateway.awaitLine("access log lines dropped count=1 total=1 ");
            gateway.allowFileSize(1 << 20);
            Http.get(http, "a.test", "/again");
            gateway.terminate();
        }
        assertThat(Files.readAllLines(file).stream()
                        .map(line -> line.replaceFirst("\\{\"time.*\"path\":\"(.*?)\".*}", "$1")))
                .containsExactly("/whole", "/broken-off", "/again");
    }

    @Test
    void aHangUpDuringTheStartIsKeptForLater() throws Exception {
        write("30s");
        GatewayProcess starting = GatewayProcess.launchTracingClasses(
                config, "run", "--config", config.gatewayYaml().toString());
        try (GatewayProcess gateway = starting) {
            gateway.awaitLine("io.gatehouse.core.cli.CommandLine ");

            gateway.signal("HUP");

            gateway.awaitLine(" ready ");
            gateway.awaitLine("reload ok generation=1 changed=nothing");
        }
    }

    @Test
    void saysThatItHearsNoHangUpUnderNohup() throws Exception {
        write("30s");
        List<String> java = GatewayProcess.commandLine(
                "run", "--config", config.gatewayYaml().toString());
        try (GatewayProcess gateway = GatewayProcess.launchUnderNohup(folder, java)) {
            gateway.awaitLine(" ready ");
            gateway.awaitLine("SIGHUP is ignored, so nothing reloads");

            gateway.signal("HUP");

            assertThat(Http.get(gateway.address("HTTP"), "a.test", "/").status())
                    .isEqualTo(200);
            assertThat(gateway.log()).doesNotContain(" reload ");
        }
    }

    @Test
    void theScriptHearsHangUpsAlsoUnderNohup() throws Exception {
        write("30s");
        String script = Path.of("..", "scripts", "gatehouse").toAbsolutePath().toString();
        List<String> command =
                List.of(script, "run", "--config", config.gatewayYaml().toString());
        try (GatewayProcess gateway = GatewayProcess.launchUnderNohup(folder, command)) {
            gateway.awaitLine(" ready ");

            assertThat(gateway.reload()).contains("reload ok generation=1 changed=nothing");
            assertThat(gateway.log()).doesNotContain("SIGHUP is ignored");
        }
    }

    @Test
    void aBusyPortEndsItWithThreeAndNamesTheAddress() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = busy.getLocalPort();
            config.gateway(String.format(Locale.ROOT, """
                    listeners: [{address: "127.0.0.1:%d", protocol: http}]
                    admin: "off"
                    """, port));

            Finished finished = GatewayProcess.run(folder, "run", "--config", "gateway.yaml");

            assertThat(finished.exitCode()).isEqualTo(3);
            assertThat(finished.err().replace(Integer.toString(port), "PORT")).isEqualTo("""
                    gateway.yaml:1:23: error: listeners: cannot listen on 127.0.0.1:PORT
                        found:    the port is in use
                        expected: an address of this machine and a port that is free
                        remedy:   stop the process that holds the port (ss -ltnp 'sport = :PORT' names it), or choose another port
                    1 error, 0 warnings
                    """);
        }
    }

    @Test
    void aConfigurationErrorEndsItWithTwoAndSaysWhatCheckSays() throws Exception {
        config.gateway("listeners: [{address: \"127.0.0.1:0\", protocol: htp}]\n");

        Finished run = GatewayProcess.run(folder, "run", "--config", "gateway.yaml");
        Finished check = GatewayProcess.run(folder, "check", "--config", "gateway.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(check.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("gateway.yaml:1:").isEqualTo(check.err());
    }

    @Test
    void checkWarnsOfAnAccessLogThatRunCannotWrite() throws Exception {
        config.gateway("""
                listeners: [{address: "127.0.0.1:0", protocol: http}]
                access_log: {path: nowhere/access.log}
                """);

        Finished check = GatewayProcess.run(folder, "check", "--config", "gateway.yaml");
        Finished run = GatewayProcess.run(folder, "run", "--config", "gateway.yaml");

        assertThat(check.exitCode()).isZero();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("""
                gateway.yaml:2:20: error: access_log.path: cannot write the access log to 'nowhere/access.log'
                    found:    no such folder
                    expected: a regular file in a folder that exists and may be written to, "-" or "off"
                    remedy:   make the folder, let the user of the process write there, or choose another path
                1 error, 0 warnings
                """);
        assertThat(check.err())
                .isEqualTo(run.err()
                        .replace("error: ", "warning: ")
                        .replace("1 error, 0 warnings", "0 errors, 1 warning"));
    }

    @Test
    void checkWarnsOfAnAccessLogThatIsNoFile() throws Exception {
        Files.createDirectory(folder.resolve("logs"));
        config.gateway("""
                listeners: [{address: "127.0.0.1:0", protocol: http}]
                access_log: {path: logs}
                """);

        Finished check = GatewayProcess.run(folder, "check", "--config", "gateway.yaml");
        Finished run = GatewayProcess.run(folder, "run", "--config", "gateway.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("cannot write the access log to 'logs'\n    found:    is not a regular file\n");
        assertThat(check.exitCode()).isZero();
        assertThat(check.err())
                .isEqualTo(run.err()
                        .replace("error: ", "warning: ")
                        .replace("1 error, 0 warnings", "0 errors, 1 warning"));
    }

    @Test
    void checkSaysOfAFileSystemThatIsReadOnlyWhatRunSays() throws Exception {
        List<String> readOnly = Files.readAllLines(Path.of("/proc/mounts")).stream()
                .map(line -> line.split(" "))
                .filter(mount -> List.of(mount[3].split(",")).contains("ro") && Files.isDirectory(Path.of(mount[1])))
                .map(mount -> mount[1])
                .toList();
        assumeFalse(readOnly.isEmpty());
        config.gateway("listeners: [{address: \"127.0.0.1:0\", protocol: http}]\naccess_log: {path: " + readOnly.get(0)
                + "/access.log}\n");

        Finished check = GatewayProcess.run(folder, "check", "--config", "gateway.yaml");
        Finished run = GatewayProcess.run(folder, "run", "--config", "gateway.yaml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(check.err())
                .isEqualTo(run.err()
                        .replace("error: ", "warning: ")
                        .replace("1 error, 0 warnings", "0 errors, 1 warning"));
    }

    @Test
    void aFolderThatTheLocaleCannotNameIsToldOf() throws Exception {
        List<String> line = new ArrayList<>(
                List.of("bash", "-c", "mkdir $'\\303\\274' && cd $'\\303\\274' && LC_ALL=C exec \"$@\"", "gatehouse"));
        line.addAll(GatewayProcess.commandLine("check", "--config", "gateway.yaml"));

        Finished check = GatewayProcess.of(new ProcessBuilder(line).directory(folder.toFile()))
                .awaitEnd();

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.err())
                .isEqualTo("gatehouse: the path of the current folder has characters that the locale does not have:"
                        + " start it with LC_ALL=C.UTF-8, or from another folder\n");
    }

    @Test
    void aPathThatTheLocaleCannotNameIsToldOf() throws Exception {
        config.gateway("listeners: [{address: \"127.0.0.1:0\", protocol: http}]\naccess_log: {path: \u00fc.log}\n");

        ProcessBuilder java = new ProcessBuilder(GatewayProcess.commandLine("check", "--config", "gateway.yaml"));
        java.environment().put("LC_ALL", "C");
        Finished check = GatewayProcess.of(java.directory(folder.toFile())).awaitEnd();

        assertThat(check.exitCode()).isEqualTo(2);
        assertThat(check.err()).contains("not a path", "remedy:   start the process with LC_ALL=C.UTF-8");
    }

    @Test
    void checkPrintsProblemsForProgramsToo() throws Exception {
        config.gateway("listeners: [{address: \"127.0.0.1:0\", protocol: htp}]\n");

        Finished check = GatewayProcess.run(folder, "check", "--config", "gateway.yaml", "--format", "json");

        assertThat(check.exitCode()).isEqualTo(2);
        assertThat(check.err()).isEmpty();
        JsonNode json = new ObjectMapper().readTree(check.out());
        assertThat(json.get("ok").booleanValue()).isFalse();
        assertThat(json.at("/problems/0/severity").textValue()).isEqualTo("error");
        assertThat(json.at("/problems/0/file").textValue()).isEqualTo("gateway.yaml");
        assertThat(json.at("/problems/0/line").intValue()).isEqualTo(1);
        assertThat(json.at("/problems/0/field").textValue()).isEqualTo("listeners[0].protocol");
    }

    @Test
    void anUnknownWordOfAnOptionIsNotTakenForAnother() throws Exception {
        Finished finished = GatewayProcess.run(folder, "run", "--log-level", "loud");

        assertThat(finished.exitCode()).isEqualTo(64);
        assertThat(finished.err()).contains("'loud' (expected: info, debug, warn, error)");
    }

    @Test
    void aWrongCommandLineEndsItWithSixtyFour() throws Exception {
        assertThat(GatewayProcess.run(folder, "runn").exitCode()).isEqualTo(64);
        assertThat(GatewayProcess.run(folder, "check", "--format", "xml").exitCode())
                .isEqualTo(64);
    }

    @Test
    void versionSaysWhatItRunsOnAndTheJvmWarnsOfNothing() throws Exception {
        Finished finished = GatewayProcess.run(folder, "version");

        assertThat(finished.exitCode()).isZero();
        assertThat(finished.out().lines().map(line -> line.split(" ", 2)[0]))
                .containsExactly("gatehouse", "java", "netty", "transport", "tls");
        assertThat(finished.out())
                .contains("BoringSSL")
                .doesNotContain("unknown")
                .doesNotContain("${");
        assertThat(finished.err()).isEmpty();
    }

    private static InetSocketAddress address(CharSequence log, String protocol) {
        Matcher line = Pattern.compile("listening " + protocol + " address=127.0.0.1:(\\d+)")
                .matcher(log);
        assertThat(line.find()).isTrue();
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(line.group(1)));
    }

    private static void awaitMetric(InetSocketAddress admin, String line) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        String page = "";
        while (!page.contains(line) && System.nanoTime() < deadline) {
            page = Http.get(admin, "127.0.0.1", "/metrics").body();
        }
        assertThat(page).contains(line);
    }

    private static void awaitSize(Path file, long octets) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Files.size(file) < octets) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private static String text(InetSocketAddress address) {
        return "127.0.0.1:" + address.getPort();
    }

    private GatewayProcess start(String drainTimeout) throws IOException, InterruptedException {
        write(drainTimeout);
        return GatewayProcess.start(config);
    }

    private void write(String drainTimeout) {
        config.gateway(String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: http}]
                admin: {address: "127.0.0.1:0"}
                limits: {connections: 100}
                access_log: {path: access.log}
                shutdown: {drain_timeout: %s}
                routes: [{id: all, uri: "/*", upstream: {nodes: {"127.0.0.1:%d": 1}}}]
                """, drainTimeout, upstream.port()));
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, 5000);
        socket.setSoTimeout(10_000);
        return socket;
    }
}
