// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What objects call themselves and each other, collected while all files are read, and checked at the end. */
final class References {
    private static final String UPSTREAM = "upstream";
    private static final String SSL_OBJECT = "ssl object";
    private static final Declared ADOPTED_OBJECT = new Declared(Location.startOf(""), true, null);

    private final Problems problems;
    private final Map<String, Declared> ssls = new HashMap<>();
    private final Map<String, Declared> upstreams = new HashMap<>();
    private final Map<String, Declared> routes = new HashMap<>();
    private final Map<HostPattern, Claim> names = new HashMap<>();
    private final Set<HostPattern> adoptedNames = new HashSet<>();
    private final List<Reference> references = new ArrayList<>();
    private final List<Mention> adopted = new ArrayList<>();
    private boolean incomplete;

    References(Problems problems) {
        this.problems = problems;
    }

    /** For objects that are as if absent: takes everything, and is never checked. */
    References forgotten() {
        return new References(new Problems());
    }

    /** A file could not be read, so that an id that is nowhere may stand in it. */
    void markIncomplete() {
        incomplete = true;
    }

    void declareSsl(Identity identity, SslConfig.Type type) {
        declare("ssls", ssls, identity, type);
    }

    void declareUpstream(Identity identity) {
        declare("upstreams", upstreams, identity, null);
    }

    void declareRoute(Identity identity) {
        declare("routes", routes, identity, null);
    }

    void toUpstream(String id, Text from) {
        references.add(new Reference(UPSTREAM, id, from, upstreams, null));
    }

    void toServerSsl(String id, Text from) {
        references.add(new Reference(SSL_OBJECT, id, from, ssls, SslConfig.Type.SERVER));
    }

    void toClientSsl(String id, Text from) {
        references.add(new Reference(SSL_OBJECT, id, from, ssls, SslConfig.Type.CLIENT));
    }

    /** An enabled ssl object answers to a name; a second one that does is reported. */
    void claimName(HostPattern name, Text text, Identity owner) {
        Claim first = names.putIfAbsent(name, new Claim(owner.id(), text));
        if (first == null) {
            return;
        }
        boolean same = first.owner.equals(owner.id());
        problems.error(
                text.where(),
                text.field(),
                same
                        ? "the name '" + name + "' is written twice"
                        : "the name '" + name + "' belongs to two ssl objects, '" + first.owner + "' and '" + owner.id()
                                + "'",
                "the first one at " + first.text.where(),
                "each name in one enabled ssl object",
                same
                        ? "remove one of the two"
                        : "remove it from one of them; certificates of several key types for one name go into one object, as 'certs' and 'keys'");
    }

    /** The ids that are referred to, for {@link #adopt}. */
    List<Mention> mentions() {
        return references.stream()
                .map(each -> new Mention(each.kind, each.id, each.type))
                .toList();
    }

    /**
     * Takes over what a file says that was read by itself.
     *
     * @return false if an id or a name is taken, which only a reading of all files one after the other can report
     */
    boolean adopt(ResourceFile file) {
        boolean free = true;
        for (SslConfig each : file.ssls()) {
            free &= adopt(ssls, each.id(), new Declared(each.where(), true, each.type()));
            for (HostPattern name : each.names()) {
                free &= !names.containsKey(name) && adoptedNames.add(name);
            }
        }
        for (UpstreamConfig each : file.upstreams()) {
            free &= adopt(upstreams, each.id(), ADOPTED_OBJECT);
        }
        for (RouteConfig each : file.routes()) {
            free &= adopt(routes, each.id(), ADOPTED_OBJECT);
        }
        adopted.addAll(file.mentions());
        return free;
    }

    private static boolean adopt(Map<String, Declared> among, String id, Declared now) {
        Declared before = among.put(id, now);
        return before == null || !before.enabled;
    }

    /** Whether every id that adopted files refer to is there. To be asked when all are adopted. */
    boolean adoptedHold() {
        return adopted.stream().allMatch(this::holds);
    }

    private boolean holds(Mention mention) {
        Declared target = (mention.kind.equals(UPSTREAM) ? upstreams : ssls).get(mention.id);
        return target != null && target.enabled && (mention.type == null || mention.type == target.type);
    }

    /** Reports every id that is referred to and not there. */
    void check() {
        for (Reference reference : references) {
            Declared target = reference.among.get(reference.id);
            Text from = reference.from;
            if (target == null && !incomplete) {
                String guess = Spelling.didYouMean(reference.id, reference.among.keySet());
                from.refuse(
                        "no " + reference.kind + " has this id",
                        "the id of an object in one of the files",
                        guess.isEmpty() ? "add the object, or see whether 'resources' covers its file" : guess);
            } else if (target != null && !target.enabled) {
                from.refuse(
                        "the " + reference.kind + " with this id is switched off",
                        "an object without status: 0",
                        "see " + target.where);
            } else if (target != null && reference.type != null && target.type != reference.type) {
                boolean client = reference.type == SslConfig.Type.CLIENT;
                from.refuse(
                        client
                                ? "the ssl object with this id is not of type client"
                                : "the ssl object with this id is of type client and never served",
                        client ? "an ssl object with type: client" : "an ssl object of type server",
                        "see " + target.where);
            }
        }
    }

    private void declare(String list, Map<String, Declared> among, Identity identity, SslConfig.@Nullable Type type) {
        Text text = identity.idText();
        if (text == null) {
            return;
        }
        Declared now = new Declared(text.where(), identity.enabled(), type);
        Declared before = among.get(identity.id());
        if (before == null || !before.enabled) {
            among.put(identity.id(), now);
        } else if (now.enabled) {
            problems.error(
                    text.where(),
                    text.field(),
                    "the id " + Shown.quoted(identity.id()) + " is used twice in '" + list + "'",
                    "the first one at " + before.where,
                    "each id once in a list, over all files",
                    "change one of the two");
        }
    }

    private record Declared(Location where, boolean enabled, SslConfig.@Nullable Type type) {}

    /** Who was first. */
    private record Claim(String owner, Text text) {}

    /** An id that something refers to. */
    record Mention(String kind, String id, SslConfig.@Nullable Type type) {}

    private record Reference(
            String kind, String id, Text from, Map<String, Declared> among, SslConfig.@Nullable Type type) {}
}
