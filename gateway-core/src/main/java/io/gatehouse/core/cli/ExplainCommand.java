// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.core.admin.AdminClient;
import io.gatehouse.core.admin.AdminException;
import io.gatehouse.core.explain.ExplainClient;
import io.gatehouse.core.explain.Explainer;
import io.gatehouse.core.explain.Explanation;
import io.gatehouse.core.explain.ExplanationJson;
import io.gatehouse.core.explain.ExplanationText;
import io.gatehouse.core.explain.Question;
import io.gatehouse.core.explain.QuestionReader;
import io.gatehouse.core.explain.QuestionText;
import io.gatehouse.core.explain.Source;
import io.gatehouse.core.explain.UnclearQuestionException;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.os.ExitCode;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.tls.TlsLibrary;
import io.gatehouse.tls.TlsUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code gatehouse explain}: which listener, ssl object, certificate, client policy, route and upstream a connection and a
 * request would get, and why. Asks the functions that the running gateway decides with, about the files or about what runs.
 */
final class ExplainCommand implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Option<Path> config = Options.config();
    private final Map<String, Option<Optional<String>>> words = new LinkedHashMap<>();
    private final Option<Optional<Path>> certificate = Options.file(
            "--client-cert", "PEM file with the certificate that the client shows if it is asked, and its chain.");
    private final Option<Boolean> live = Options.flag(
            "--live", "Ask the running gateway, so that the answer is about what runs, not about the files.");
    private final Option<Optional<String>> admin = Options.admin();
    private final Option<Boolean> json = Options.json("How it is printed");

    ExplainCommand() {
        say("sni", "NAME", "The name in the ClientHello; '' for none (default: that of --host).");
        say("host", "HOST", "The Host of the request (default: that of --sni).");
        say("path", "TARGET", "The request target (default: /).");
        say("method", "METHOD", "The method (default: GET).");
        say("remote_addr", "ADDRESS", "The client's address (default: 127.0.0.1).");
        say("listener", "HOST:PORT", "The listener, as configured (default: the first of protocol https).");
        say("why_not", "ROUTE", "Say also why the route with this id does not get the request.");
    }

    private void say(String member, String label, String description) {
        words.put(member, Options.text(option(member), label, description));
    }

    @Override
    public String description() {
        return "Show which certificate, policy, route and upstream a request gets, and why.";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(words.values());
        all.add(0, config);
        all.addAll(List.of(certificate, live, admin, json));
        return all;
    }

    @Override
    public String footer() {
        return "Ends with 0 if the request is proxied or answered as configured, 2 if the configuration has errors, "
                + "3 if handshake or request are refused, 4 if there is no route.";
    }

    @Override
    public int run() throws InterruptedException {
        try {
            QuestionText question = question();
            return live.value() ? askRunning(question) : askFiles(question);
        } catch (UnclearQuestionException e) {
            String option = e.member().isEmpty() ? "" : option(e.member()) + ": ";
            return fail(ExitCode.USAGE, option + e.text());
        } catch (AdminAddress.UnknownException e) {
            return fail(ExitCode.USAGE, e.getMessage());
        } catch (AdminException | TlsUnavailableException | IOException e) {
            return fail(ExitCode.FAILED, e.getMessage());
        }
    }

    private static int fail(int exitCode, @Nullable String message) {
        System.err.println("gatehouse explain: " + message);
        return exitCode;
    }

    private QuestionText question() throws UnclearQuestionException {
        Map<String, String> said = new LinkedHashMap<>();
        words.forEach((member, option) -> option.value().ifPresent(word -> said.put(member, word)));
        if (certificate.value().isPresent()) {
            said.put(
                    "client_cert",
                    ClientCertificateFile.read(certificate.value().get()));
        }
        return new QuestionText(said);
    }

    private int askFiles(QuestionText words) throws UnclearQuestionException, TlsUnavailableException {
        ConfigLoader.Result result = new ConfigLoader(config.value(), Clock.systemUTC()).load();
        Loaded loaded = result.loaded().orElse(null);
        if (loaded == null) {
            Stderr.print(result.problems().all());
            return ExitCode.CONFIG;
        }
        TlsLibrary.ensureAvailable(); // its constants name what is wrong with a certificate
        GatewaySnapshot snapshot = GatewaySnapshot.of(1, loaded.config(), loaded.tls());
        Question question = QuestionReader.read(loaded.config(), words);
        Source source = Source.files(loaded.config().file());
        Explanation explanation =
                Explainer.explain(snapshot, source, question, Clock.systemUTC().instant());
        return print(explanation, ExplanationJson.write(explanation));
    }

    private int askRunning(QuestionText words)
            throws UnclearQuestionException, AdminAddress.UnknownException, AdminException, IOException,
                    InterruptedException {
        String address = AdminAddress.of(admin.value().orElse(null), config.value());
        String answer = ExplainClient.ask(new AdminClient(address, PATIENCE), words);
        Explanation explanation = ExplanationJson.read(answer);
        return print(explanation, answer);
    }

    private int print(Explanation explanation, String asJson) {
        String text = json.value() ? asJson : ExplanationText.of(explanation);
        System.out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        System.out.flush();
        return exitCode(explanation.result().kind());
    }

    private static int exitCode(Explanation.Kind kind) {
        return switch (kind) {
            case PROXY, ANSWER -> ExitCode.OK;
            case HANDSHAKE_REFUSED, REFUSED -> ExitCode.REFUSED;
            case NO_ROUTE -> ExitCode.NO_ROUTE;
        };
    }

    private static String option(String member) {
        return "--" + member.replace('_', '-');
    }
}
