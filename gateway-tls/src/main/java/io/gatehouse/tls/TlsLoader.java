// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ClientAuthConfig;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.OnInvalidObject;
import io.gatehouse.config.PathRegexes;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Severity;
import io.gatehouse.config.SslConfig;
import io.gatehouse.config.Workers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.security.auth.x500.X500Principal;

/**
 * Reads and checks everything about TLS that a configuration names: all of it or nothing, with every problem reported at once.
 * Reads each file once, and not at all if it did not change since the load before. Loading thread; an instance may be used again.
 */
public final class TlsLoader {
    private static final int OBJECTS_AT_ONCE = 256;

    private final FileSource files;
    private final Clock clock;
    private final Workers workers;
    private final KnownCertificates issuers = new KnownCertificates();
    private final KnownCredentials known;
    private LoadMemory before = LoadMemory.NONE;

    /** {@code clock} tells which certificates are out of their time, which is warned of. */
    public TlsLoader(FileSource files, Clock clock) {
        this(files, clock, Workers.NONE);
    }

    /** The same, with others that read and check credentials. */
    public TlsLoader(FileSource files, Clock clock, Workers workers) {
        this.files = files;
        this.clock = clock;
        this.workers = workers;
        this.known = new KnownCredentials(files);
    }

    /**
     * The assets; empty if and only if {@code problems} has errors, from here or from before. So the draft of a faulty
     * configuration can be looked through too, and its PEM faults are reported together with the others.
     */
    public Optional<TlsAssets> load(GatewayConfig config, Problems problems) {
        try (PemFiles pem = new PemFiles(files, issuers)) {
            return new Load(config, pem, problems).run();
        }
    }

    /**
     * Reads the CRL files anew for which {@code changed} holds, and nothing else. Where one has a fault, which is reported, the lists
     * that run stay.
     *
     * @param config that {@code running} was loaded from
     * @return the running assets themselves if they say what the files say
     */
    public TlsAssets refreshCrls(GatewayConfig config, TlsAssets running, Predicate<Path> changed, Problems problems) {
        CrlRefresh refresh = new CrlRefresh(new CrlLoader(new CrlFiles(files), clock), changed, problems);
        SslIndex index = running.index();
        SslIndex now = index.with(refresh.objects(config, index));
        return now == index ? running : new TlsAssets(now, running.upstreams(), running.ticketKeys());
    }

    /** One load: the state that it gathers. */
    private final class Load {
        private final GatewayConfig config;
        private final PemFiles pem;
        private final Problems problems;
        private final Problems found;
        private final CredentialLoader credentials;
        private final CrlLoader crls;
        private final CertificateLint lint;
        private final TlsSettings settings;
        private final TicketKeySet ticketKeys;
        private final List<SslObject> objects = new ArrayList<>();
        private final List<Quarantined> quarantined = new ArrayList<>();
        private final Map<String, Credential> identities = new HashMap<>();
        private final Map<PolicySource, Optional<ClientPolicy>> policies = new HashMap<>();

        Load(GatewayConfig config, PemFiles pem, Problems problems) {
            this.config = config;
            this.pem = pem;
            this.problems = problems;
            this.found = problems.part();
            this.credentials = new CredentialLoader(pem);
            this.crls = new CrlLoader(new CrlFiles(files), clock);
            this.lint = new CertificateLint(clock, found);
            Problems ofTicketKeys = new Problems();
            this.settings = TlsSettings.of(config.tls());
            this.ticketKeys =
                    TicketKeyFiles.read(config.tls().sessionTicketKeys(), files, config.where(), ofTicketKeys);
            ofTicketKeys.all().forEach(problem -> found.add(problems.placed(problem)));
        }

        Optional<TlsAssets> run() {
            Set<Path> shared = before.isOf(config.ssls()) ? before.shared() : CredentialReading.shared(config.ssls());
            CredentialReading reading = new CredentialReading(
                    files, known, issuers, pem, shared, config.ssls().size());
            Set<String> remarkable = new HashSet<>();
            for (ObjectsPart part :
                    workers.map(portions(config.ssls()), each -> part(reading).read(each))) {
                part.objects().forEach(this::add);
                remarkable.addAll(part.remarkable());
                lint.add(part.lint());
            }
            Map<String, UpstreamTls> upstreams =
                    new UpstreamLoader(pem, credentials, lint, identities).load(config, found);
            Optional<Set<X500Principal>> complete = lint.finish(before.complete());
            found.all().forEach(problems::add);
            if (problems.hasErrors()) {
                return Optional.empty();
            }
            SslIndex index = before.index()
                    .next(
                            objects,
                            quarantined,
                            config.tls().fallbackSni(),
                            config.tls().defaultSsl());
            before = new LoadMemory(config.ssls(), shared, index, remarkable, complete, policies());
            known.retain(reading.pairs());
            issuers.retain(used());
            return Optional.of(new TlsAssets(index, upstreams, ticketKeys));
        }

        private ObjectsPart part(CredentialReading reading) {
            return new ObjectsPart(reading, lint.part(), before, clock.instant(), problems);
        }

        private void add(ObjectsPart.Read read) {
            SslConfig object = read.object();
            Optional<ClientPolicy> policy = object.client().flatMap(this::policy);
            if (read.isFaulty()) {
                fail(object, policy, read.faults());
                return;
            }
            read.faults().forEach(found::add);
            if (object.type() == SslConfig.Type.CLIENT) {
                identities.put(object.id(), read.credentials().get(0));
            } else if (object.client().isEmpty() || policy.isPresent()) {
                objects.add(before.orSame(new SslObject(
                        object.id(), object.names(), read.credentials(), policy, object.protocols(), settings)));
            }
        }

        /** The policies that objects share. */
        private Map<Object, ClientPolicy> policies() {
            Map<Object, ClientPolicy> all = new HashMap<>();
            policies.forEach((source, policy) -> policy.ifPresent(each -> all.put(source, each)));
            return all;
        }

        /** What follows the leaf in each chain; the same instance where it is the same. */
        private Set<List<X509Certificate>> used() {
            Set<List<X509Certificate>> used = Collections.newSetFromMap(new IdentityHashMap<>());
            for (SslObject object : objects) {
                object.credentials().forEach(each -> used.add(each.issuers()));
            }
            identities.values().forEach(each -> used.add(each.issuers()));
            return used;
        }

        /** Leaves a server object out if that is configured; its names stay taken, so that no other object answers them. */
        private void fail(SslConfig object, Optional<ClientPolicy> policy, List<Problem> faults) {
            boolean quarantine =
                    config.onInvalidObject() == OnInvalidObject.QUARANTINE && object.type() == SslConfig.Type.SERVER;
            for (Problem each : faults) {
                found.add(quarantine ? each.as(Severity.WARNING) : each);
            }
            if (quarantine) {
                List<String> reasons = faults.stream()
                        .filter(each -> each.severity() == Severity.ERROR)
                        .map(each -> each.field() + ": " + each.message())
                        .toList();
                quarantined.add(new Quarantined(object.id(), object.names(), reasons, policy));
                found.warning(
                        object.where(),
                        "",
                        "this configuration quarantines ssl object '" + object.id()
                                + "': it refuses handshakes for its names",
                        "",
                        "",
                        "correct the faults reported for it, then reload");
            }
        }

        /** A fault here refuses the load in any case: without its CA or CRL an object would be less protected than configured. */
        private Optional<ClientPolicy> policy(ClientAuthConfig client) {
            if (client.ca() instanceof PemSource.File file) {
                PolicySource source = new PolicySource(
                        file.path(),
                        client.depth(),
                        client.mode(),
                        client.skip(),
                        client.crl().map(crl -> List.of(crl.source().content(), crl.onStale())));
                Optional<ClientPolicy> known = policies.get(source);
                if (known == null || known.isEmpty()) {
                    known = readPolicy(client).map(policy -> before.orSame(source, policy));
                    policies.put(source, known);
                }
                return known;
            }
            return readPolicy(client);
        }

        private Optional<ClientPolicy> readPolicy(ClientAuthConfig client) {
            List<X509Certificate> anchors = Authorities.read(client.ca(), pem, lint, found);
            if (anchors.isEmpty()) {
                return Optional.empty();
            }
            if (client.crl().isEmpty()) {
                return Optional.of(policy(client, anchors, Optional.empty()));
            }
            return crls.load(client.crl().get(), anchors, found)
                    .map(lists -> policy(client, anchors, Optional.of(lists)));
        }

        private static ClientPolicy policy(
                ClientAuthConfig client, List<X509Certificate> anchors, Optional<Revocations> lists) {
            return new ClientPolicy(anchors, client.depth(), client.mode(), client.skip(), lists);
        }
    }

    private static List<List<SslConfig>> portions(List<SslConfig> ssls) {
        List<List<SslConfig>> portions = new ArrayList<>();
        for (int from = 0; from < ssls.size(); from += OBJECTS_AT_ONCE) {
            portions.add(ssls.subList(from, Math.min(ssls.size(), from + OBJECTS_AT_ONCE)));
        }
        return portions;
    }

    /** What objects share a policy by: thousands may name the same CA file. */
    private record PolicySource(
            Path ca, int depth, ClientAuthConfig.Mode mode, PathRegexes skip, Optional<List<Object>> crl) {}
}
