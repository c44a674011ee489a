// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.Crossing.Outcome;
import io.gatehouse.tls.SessionKeeper.Attempt;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions made at every ssl object and offered to every ssl object, before and after every kind of reload, against the rule of
 * {@link Crossing#expected}. That a session was offered is read from the client's hello; that it was good is shown by the cells in
 * which it is taken up.
 *
 * <p>TLS 1.3 has no session ids and BoringSSL no sessions there but tickets: with tickets off none are given, and those from before
 * are offered in vain ({@link CrossReload#TICKETS_SWITCHED}).
 */
class SessionCrossTest {
    /** One for each kind of policy, and twins; a new kind is a new line. */
    private static final List<CrossSpec> OBJECTS = List.of(
            CrossSpec.open("open", "ec"),
            CrossSpec.open("open-twin", "ec"),
            CrossSpec.open("open-other-certificate", "ec-other"),
            CrossSpec.open("open-rsa", "rsa"),
            CrossSpec.open("open-ec-and-rsa", "ec", "rsa"),
            CrossSpec.open("default", "ec").withoutSni(),
            CrossSpec.requiring("a", 1, "A"),
            CrossSpec.requiring("a-twin", 1, "A"),
            CrossSpec.requiring("a-direct", 0, "A"),
            CrossSpec.requiring("b", 1, "B"),
            CrossSpec.requiring("a-or-b", 1, "A", "B"),
            CrossSpec.requiring("a-wildcard", 1, "A").wildcard("wild.test"),
            CrossSpec.requiring("a-revoking-nobody", 0, "A").revoking(Set.of()),
            CrossSpec.requiring("a-revoking-alice", 0, "A").revoking(Set.of(CrossClient.ALICE)),
            CrossSpec.optional("a-optional", 1, "A"),
            CrossSpec.byPath("a-by-path", "^/a", "A"),
            CrossSpec.byPath("a-by-other-path", "^/b", "A"));

    private static final List<CrossSpec> WITHOUT_TICKETS =
            OBJECTS.stream().map(each -> each.withTickets(false)).toList();

    private static final Set<CrossReload> OF_A_FLEET = EnumSet.of(
            CrossReload.NONE,
            CrossReload.RENEWED_CERTIFICATE,
            CrossReload.OTHER_CA,
            CrossReload.OTHER_CRL,
            CrossReload.OTHER_PATHS,
            CrossReload.OTHER_PROCESS);

    private static CrossWorld alone;
    private static CrossWorld fleet;

    @BeforeAll
    static void start() throws Exception {
        byte[] secret = new byte[48];
        new SecureRandom().nextBytes(secret);
        alone = new CrossWorld(TicketKeySet.NONE);
        fleet = new CrossWorld(new TicketKeySet(List.of(secret)));
    }

    @AfterAll
    static void stop() {
        alone.close();
        fleet.close();
    }

    @TestFactory
    Stream<DynamicTest> ticketsAreTakenUpOnlyWhereTheyWereMadeAndNothingChanged() {
        return cells(OBJECTS, EnumSet.allOf(CrossReload.class), false);
    }

    @TestFactory
    Stream<DynamicTest> ticketsOfSharedKeysAreTakenUpOnlyWhereNothingDiffers() {
        return cells(OBJECTS, OF_A_FLEET, true);
    }

    @TestFactory
    Stream<DynamicTest> sessionIdsAreTakenUpOnlyWhereTheyWereMadeAndNothingChanged() {
        return cells(WITHOUT_TICKETS, EnumSet.allOf(CrossReload.class), false);
    }

    @ParameterizedTest(name = "tickets: {0}")
    @ValueSource(booleans = {true, false})
    void nobodyIsGivenASessionWhoIsNotAdmitted(boolean tickets) throws Exception {
        List<CrossSpec> objects = tickets ? OBJECTS : WITHOUT_TICKETS;
        CrossWorld world = alone;
        world.serve(objects);
        for (CrossSpec object : objects) {
            for (TlsVersion version : TlsVersion.values()) {
                for (CrossClient client : CrossClient.values()) {
                    String cell = version + " " + client + " at " + object;
                    Attempt attempt = world.connect(client, version, object);
                    boolean given = object.admits(client) && object.keepsSessions(version);
                    assertThat(attempt.offer()).as(cell).isEqualTo(SessionOffer.NOTHING);
                    assertThat(attempt.answered()).as(cell).isEqualTo(object.admits(client));
                    assertThat(attempt.session() != 0).as(cell).isEqualTo(given);
                    assertThat(seen(world, attempt).refusal()).as(cell).isEqualTo(object.refusal(client));
                }
            }
        }
    }

    private static Stream<DynamicTest> cells(List<CrossSpec> objects, Set<CrossReload> reloads, boolean sharedKeys) {
        List<Crossing> cells = new ArrayList<>();
        for (CrossReload reload : reloads) {
            for (CrossSpec offeredAt : objects) {
                if (reload.concerns(offeredAt)) {
                    for (CrossSpec madeAt : objects) {
                        addPair(cells, madeAt, offeredAt, reload, sharedKeys);
                    }
                }
            }
        }
        System.out.println("SessionCrossTest: " + cells.size() + " cells of " + objects.size() + " ssl objects");
        return cells.stream().map(cell -> DynamicTest.dynamicTest(cell.toString(), () -> check(objects, cell)));
    }

    private static void addPair(
            List<Crossing> cells, CrossSpec madeAt, CrossSpec offeredAt, CrossReload reload, boolean sharedKeys) {
        for (TlsVersion version : TlsVersion.values()) {
            for (CrossClient maker : makers(madeAt, version)) {
                for (CrossClient offerer : offerers(maker, madeAt.equals(offeredAt), reload)) {
                    cells.add(new Crossing(version, madeAt, maker, offeredAt, reload, offerer, sharedKeys));
                }
            }
        }
    }

    /** Who can have a session of this object; where nobody is asked for anything, one is like the other. */
    private static List<CrossClient> makers(CrossSpec madeAt, TlsVersion version) {
        if (!madeAt.keepsSessions(version)) {
            return List.of();
        }
        return Stream.of(CrossClient.values())
                .filter(madeAt::admits)
                .filter(each -> !madeAt.isOpen() || each == CrossClient.NOBODY)
                .toList();
    }

    /**
     * Everybody at the object that gave the session. At another, whoever has it, and nobody; after a reload nobody alone: what a client
     * can show by itself does not depend on where its session is from.
     */
    private static Set<CrossClient> offerers(CrossClient maker, boolean sameObject, CrossReload reload) {
        if (sameObject) {
            return EnumSet.allOf(CrossClient.class);
        }
        return reload == CrossReload.NONE ? EnumSet.of(CrossClient.NOBODY, maker) : EnumSet.of(CrossClient.NOBODY);
    }

    private static void check(List<CrossSpec> objects, Crossing cell) throws Exception {
        CrossWorld world = cell.sharedKeys() ? fleet : alone;
        Attempt attempt = world.cross(objects, cell);
        Outcome seen = seen(world, attempt);
        assertThat(seen).isEqualTo(cell.expected());
        assertThat(attempt.offer()).isEqualTo(cell.offer());
        assertThat(attempt.reused()).isEqualTo(seen.resumed());
    }

    /** What the gateway says of the connection that just ended. */
    private static Outcome seen(CrossWorld world, Attempt attempt) throws Exception {
        if (attempt.answered()) {
            TlsEstablished tls = world.gateway.nextEstablished();
            return new Outcome(tls.resumed(), Optional.empty(), tls.peer().map(SessionCrossTest::client));
        }
        HandshakeFailure refusal = world.gateway.nextRefusal().reason();
        assertThat(world.gateway.established).isEmpty();
        return new Outcome(false, Optional.of(refusal), Optional.empty());
    }

    private static CrossClient client(PeerIdentity peer) {
        for (CrossClient each : CrossClient.values()) {
            if (CrossKeys.isLeaf(each, peer.leaf())) {
                return each;
            }
        }
        throw new AssertionError("nobody's certificate: " + peer.subject());
    }
}
