// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostIndex;
import io.gatehouse.config.HostPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which ssl object answers a name; the same for SNI and for Host. Immutable. A look-up costs at most two hash look-ups and
 * stores nothing.
 */
public final class SslIndex {
    private final List<SslObject> objects;
    private final List<Quarantined> quarantined;
    private final SslNames names;
    private final String fallbackSni;
    private final String defaultSsl;
    private final Selection withoutSni;
    private final Selection unknownName;

    /**
     * @param fallbackSni normalised name to look up for clients that send none; "" for none
     * @param defaultSsl id of the object for missing and unknown names; "" for none
     */
    SslIndex(List<SslObject> objects, List<Quarantined> quarantined, String fallbackSni, String defaultSsl) {
        this(objects, quarantined, new SslNames(objects, quarantined), fallbackSni, defaultSsl);
    }

    private SslIndex(
            List<SslObject> objects,
            List<Quarantined> quarantined,
            SslNames names,
            String fallbackSni,
            String defaultSsl) {
        this.objects = List.copyOf(objects);
        this.quarantined = List.copyOf(quarantined);
        this.names = names;
        this.fallbackSni = fallbackSni;
        this.defaultSsl = defaultSsl;
        this.unknownName = orDefault(defaultSsl, Reason.UNKNOWN_NAME);
        this.withoutSni = withoutSni(fallbackSni, orDefault(defaultSsl, Reason.NO_SNI));
    }

    /** The index of these; itself if that would answer every name alike. Of what does not change nothing is made anew. */
    SslIndex next(
            List<SslObject> nextObjects, List<Quarantined> nextQuarantined, String nextFallback, String nextDefault) {
        if (!quarantined.equals(nextQuarantined) || !SslNames.areAlike(objects, nextObjects)) {
            return new SslIndex(nextObjects, nextQuarantined, nextFallback, nextDefault);
        }
        return objects.equals(nextObjects) && fallbackSni.equals(nextFallback) && defaultSsl.equals(nextDefault)
                ? this
                : new SslIndex(nextObjects, nextQuarantined, names, nextFallback, nextDefault);
    }

    /** The same with other objects; itself if they are equal. */
    SslIndex with(List<SslObject> others) {
        return next(others, quarantined, fallbackSni, defaultSsl);
    }

    /** Which object a handshake gets. A missing name (null) is answered by fallback_sni, then default_ssl, never by {@code *}. */
    public Selection bySni(@Nullable String normalizedName) {
        return normalizedName == null ? withoutSni : byHost(normalizedName);
    }

    /** Which object a host belongs to: exact name, wildcard, {@code *}, default_ssl. */
    public Selection byHost(String normalizedHost) {
        return names.find(normalizedHost).map(this::selected).orElse(unknownName);
    }

    /**
     * Everything that would answer a host, the answer of {@link #byHost} first: what else there is would answer if those before it
     * were not there. Empty if nothing does. For explanations, not for handshakes.
     */
    public List<Selection> candidates(String normalizedHost) {
        List<Selection> all = new ArrayList<>();
        names.findAll(normalizedHost).forEach(match -> all.add(selected(match)));
        if (unknownName.object() != null) {
            all.add(unknownName);
        }
        return all;
    }

    /** In the order of the configuration. */
    public List<SslObject> objects() {
        return objects;
    }

    public List<Quarantined> quarantined() {
        return quarantined;
    }

    /** The object with this id, or null if it is not served. */
    public @Nullable SslObject byId(String id) {
        return at(names.byId(id));
    }

    /** The object that this very name is configured for, or null if it is not served. */
    public @Nullable SslObject withName(HostPattern name) {
        return names.find(name.probe())
                .filter(match -> match.pattern().equals(name))
                .map(match -> at(match.value().index()))
                .orElse(null);
    }

    /**
     * What became of an object of another index: the one with its id, or else the one that has all of its names, because an object
     * may be given an id, or another first name, which stands for one. Null if it is gone.
     */
    public @Nullable SslObject successorOf(SslObject that) {
        SslObject same = byId(that.id());
        if (same != null) {
            return same;
        }
        SslObject named = withName(that.names().get(0));
        return that.names().stream().allMatch(name -> Objects.equals(withName(name), named)) ? named : null;
    }

    /** Those that are not the very objects of the other index, in the order of the configuration. */
    @SuppressWarnings("ReferenceEquality") // asked for
    public List<SslObject> otherThan(SslIndex that) {
        boolean aligned = objects.size() == that.objects.size();
        List<SslObject> others = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            SslObject each = objects.get(i);
            if (!(aligned && each == that.objects.get(i)) && each != that.byId(each.id())) {
                others.add(each);
            }
        }
        return others;
    }

    /** Whether it answers every name alike. */
    boolean sameAs(SslIndex that) {
        return this == that
                || (objects.equals(that.objects)
                        && quarantined.equals(that.quarantined)
                        && fallbackSni.equals(that.fallbackSni)
                        && defaultSsl.equals(that.defaultSsl));
    }

    /** Whether a handshake of this generation can ask for this spec. */
    boolean uses(TlsSpec spec) {
        SslObject object = byId(spec.ssl());
        return object != null && object.specs().contains(spec);
    }

    private @Nullable SslObject at(int index) {
        return index == SslNames.NOWHERE ? null : objects.get(index);
    }

    private Selection selected(HostIndex.Match<SslNames.Place> match) {
        SslNames.Place place = match.value();
        return new Selection(at(place.index()), place.reason(), place.pattern());
    }

    /** A default object that is quarantined still owns the names that nobody else has: they may have to be protected by it. */
    private Selection orDefault(String defaultSsl, Reason otherwise) {
        SslObject object = byId(defaultSsl);
        if (object != null) {
            return new Selection(object, Reason.DEFAULT, "");
        }
        boolean faulty = quarantined.stream().anyMatch(each -> each.id().equals(defaultSsl));
        return new Selection(null, faulty ? Reason.QUARANTINED : otherwise, "");
    }

    private Selection withoutSni(String fallbackSni, Selection otherwise) {
        HostIndex.Match<SslNames.Place> match = names.find(fallbackSni).orElse(null); // of "" at most '*'
        if (match == null || match.pattern().kind() == HostPattern.Kind.ANY) {
            return otherwise;
        }
        Selection found = selected(match);
        return found.object() == null
                ? found
                : new Selection(found.object(), Reason.FALLBACK_SNI, found.matchedPattern());
    }

    /**
     * The answer to a look-up.
     *
     * @param object null if the handshake is to be refused
     * @param reason why this object, or why none
     * @param matchedPattern the configured name that matched; "" if none did
     */
    public record Selection(@Nullable SslObject object, Reason reason, String matchedPattern) {}

    /** How a look-up came to its answer. */
    public enum Reason {
        EXACT,
        WILDCARD,
        CATCH_ALL,
        FALLBACK_SNI,
        DEFAULT,
        UNKNOWN_NAME,
        NO_SNI,
        QUARANTINED;

        static Reason of(HostPattern pattern) {
            return switch (pattern.kind()) {
                case EXACT -> EXACT;
                case WILDCARD -> WILDCARD;
                case ANY -> CATCH_ALL;
            };
        }
    }
}
