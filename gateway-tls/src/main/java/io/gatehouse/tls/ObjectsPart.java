// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.CredentialConfig;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Severity;
import io.gatehouse.config.SslConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Some of the ssl objects of a load: their credentials, and what is remarkable about them. One worker. */
final class ObjectsPart {
    private final CredentialReading credentials;
    private final CertificateLint lint;
    private final LoadMemory before;
    private final Instant now;
    private final Problems problems;
    private final List<Read> objects = new ArrayList<>();
    private final List<String> remarkable = new ArrayList<>();

    /**
     * @param lint this part's own
     * @param problems what will be found is to be added there; not touched
     */
    ObjectsPart(
            CredentialReading credentials, CertificateLint lint, LoadMemory before, Instant now, Problems problems) {
        this.credentials = credentials;
        this.lint = lint;
        this.before = before;
        this.now = now;
        this.problems = problems;
    }

    ObjectsPart read(List<SslConfig> ssls) {
        ssls.forEach(this::read);
        return this;
    }

    List<Read> objects() {
        return objects;
    }

    CertificateLint lint() {
        return lint;
    }

    /** Ids of those that are warned of. */
    List<String> remarkable() {
        return remarkable;
    }

    private void read(SslConfig object) {
        Problems faults = problems.part();
        List<Credential> loaded = new ArrayList<>(object.credentials().size());
        List<CredentialConfig> sources = new ArrayList<>(object.credentials().size());
        for (CredentialConfig each : object.credentials()) {
            Optional<Credential> credential = credentials.read(each, faults);
            if (credential.isPresent()) {
                loaded.add(credential.get());
                sources.add(each);
            }
        }
        boolean quiet = faults.isEmpty() && before.hadNothingToSayOf(object, loaded, now);
        int said = lint.said();
        for (int i = 0; i < loaded.size(); i++) {
            look(object, sources.get(i), loaded.get(i), quiet);
            loaded.get(i).settle();
        }
        if (lint.said() > said) {
            remarkable.add(object.id());
        }
        objects.add(new Read(object, List.copyOf(loaded), faults.isEmpty() ? List.of() : faults.all()));
    }

    private void look(SslConfig object, CredentialConfig source, Credential credential, boolean quiet) {
        if (quiet) {
            lint.unchanged(source.cert(), credential);
        } else {
            lint.object(object, source.cert(), credential);
        }
    }

    /**
     * An object. Kept small: all of them are there until the last one is read.
     *
     * @param credentials all of them, unless there are errors among the faults
     */
    record Read(SslConfig object, List<Credential> credentials, List<Problem> faults) {
        boolean isFaulty() {
            return !faults.isEmpty() && faults.stream().anyMatch(each -> each.severity() == Severity.ERROR);
        }
    }
}
