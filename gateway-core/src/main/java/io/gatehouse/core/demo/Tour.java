// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import io.gatehouse.core.gateway.Gateway;
import io.gatehouse.core.load.ReloadReport;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests through every path of the demo's gateway, each with what must come of it, shown as one table. */
final class Tour {
    private static final long RELOAD_SECONDS = 10;

    private final DemoCa ca;
    private final DemoFiles files;
    private final Gateway gateway;
    private final DemoClient client;
    private final DemoIdentity alice;
    private final DemoTable table = new DemoTable();
    private int failures;

    Tour(DemoCa ca, DemoFiles files, Gateway gateway, DemoIdentity alice) {
        this.ca = ca;
        this.files = files;
        this.gateway = gateway;
        this.client = new DemoClient(gateway.listeners().get(0).address(), ca);
        this.alice = alice;
    }

    /** Sends all requests and prints what happened; returns how many went otherwise than they must. */
    int run(PrintStream out) {
        table.row("", "WHAT", "HOST", "CERTIFICATE", "CLIENT", "UPSTREAM", "RESULT");
        answered("TLS, then plain HTTP", DemoFiles.SHOP, null, "plain", "-");
        answered("mTLS, then TLS", DemoFiles.STAFF, alice, "tls", "-");
        answered("TLS, then mTLS", DemoFiles.PAY, null, "mtls", "gateway");
        answered("mTLS, then mTLS by client_cert_id", DemoFiles.BANK, alice, "mtls", "gateway");
        withoutCertificate();
        throughAnotherName();
        reloaded();
        table.print(out);
        return failures;
    }

    private void answered(
            String what, String host, @Nullable DemoIdentity identity, String upstream, String gatewayName) {
        DemoAnswer answer = client.get(host, host, identity);
        boolean ok = answer.status() == 200
                && answer.line("upstream").equals(upstream)
                && answer.line("gateway").equals(gatewayName)
                && answer.line("client").equals(identity == null ? "-" : identity.name());
        row(what, host, identity, answer, ok);
    }

    private void withoutCertificate() {
        DemoAnswer answer = client.get(DemoFiles.STAFF, DemoFiles.STAFF, null);
        row("mTLS without a certificate", DemoFiles.STAFF, null, answer, answer.status() == 0);
    }

    private void throughAnotherName() {
        DemoAnswer answer = client.get(DemoFiles.SHOP, DemoFiles.STAFF, null);
        row("the same over a connection to " + DemoFiles.SHOP, DemoFiles.STAFF, null, answer, answer.status() == 421);
    }

    private void reloaded() {
        DemoAnswer before = client.get(DemoFiles.SHOP, DemoFiles.SHOP, null);
        files.renew(ca, DemoFiles.SHOP);
        boolean done = reload() == ReloadReport.Result.OK;
        DemoAnswer after = client.get(DemoFiles.SHOP, DemoFiles.SHOP, null);
        boolean ok = done && after.status() == 200 && !after.certificate().equals(before.certificate());
        row("hot reload with a new certificate", DemoFiles.SHOP, null, after, ok);
    }

    private ReloadReport.@Nullable Result reload() {
        try {
            return gateway.reload().get(RELOAD_SECONDS, TimeUnit.SECONDS).result();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }

    private void row(String what, String host, @Nullable DemoIdentity identity, DemoAnswer answer, boolean ok) {
        failures += ok ? 0 : 1;
        String upstream = answer.line("upstream");
        String seen = answer.line("gateway").equals("-") ? upstream : upstream + " as " + answer.line("gateway");
        String result = answer.status() == 0 ? "refused, " + answer.body() : Integer.toString(answer.status());
        table.row(
                ok ? "ok" : "!!",
                what,
                host,
                answer.certificate(),
                identity == null ? "-" : identity.name(),
                seen,
                result.strip());
    }
}
