// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.TlsVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class ClientHelloTest {
    private static final int SERVER_NAME = 0;
    private static final int WITHOUT_EXTENSIONS = 2 + 32 + 1 + 2 + 2 * HelloBytes.SUITES.length + 2;

    static final List<Arguments> MALFORMED = List.of(
            Arguments.of("two names", HelloBytes.names("a.test", "b.test")),
            Arguments.of("an empty name", HelloBytes.names("")),
            Arguments.of("no name at all", HelloBytes.names()),
            Arguments.of("nothing", new byte[0]),
            Arguments.of("a name of another type", new byte[] {0, 4, 1, 0, 1, 'a'}),
            Arguments.of("a list longer than the extension", new byte[] {0, 9, 0, 0, 1, 'a'}),
            Arguments.of("a name longer than the list", new byte[] {0, 4, 0, 0, 9, 'a'}),
            Arguments.of("bytes after the list", new byte[] {0, 4, 0, 0, 1, 'a', 'b'}));

    @Test
    void readsWhatAClientOffers() throws Exception {
        ClientHello hello = ClientHello.parse(HelloBytes.body(
                new int[] {0x1301, 0xC02F},
                HelloBytes.extension(SERVER_NAME, HelloBytes.names("Shop.Example.com")),
                HelloBytes.groups(0x11EC, 0x1D),
                HelloBytes.schemes(0x0804),
                HelloBytes.versions(0x0304),
                HelloBytes.alpn("h2", "http/1.1")));
        assertThat(hello.serverName()).isEqualTo("Shop.Example.com");
        assertThat(hello.offers(CipherSuite.ECDHE_RSA_AES_128_GCM)).isTrue();
        assertThat(hello.offers(CipherSuite.ECDHE_ECDSA_AES_128_GCM)).isFalse();
        assertThat(hello.offers(TlsVersion.TLS_1_3)).isTrue();
        assertThat(hello.offers(TlsVersion.TLS_1_2)).isFalse();
        assertThat(hello.supports(NamedGroup.X25519MLKEM768)).isTrue();
        assertThat(hello.supports(NamedGroup.P_256)).isFalse();
        assertThat(hello.verifies(0x0804)).isTrue();
        assertThat(hello.verifies(0x0403)).isFalse();
        assertThat(hello.speaks("http/1.1")).isTrue();
        assertThat(hello.speaks("imap")).isFalse();
    }

    @Test
    void whatIsNotSaidHasItsMeaningInTls12() throws Exception {
        ClientHello hello = ClientHello.parse(HelloBytes.body(new int[] {0xC02F}));
        assertThat(hello.serverName()).isNull();
        assertThat(hello.offers(TlsVersion.TLS_1_2)).isTrue();
        assertThat(hello.offers(TlsVersion.TLS_1_3)).isFalse();
        assertThat(hello.supports(NamedGroup.P_256)).isTrue();
        assertThat(hello.verifies(0x0401)).isFalse();
        assertThat(hello.speaks("http/1.1")).isTrue();
    }

    @Test
    void aHelloMayEndBeforeTheExtensions() throws Exception {
        byte[] body = HelloBytes.body(new int[] {0xC02F});
        ClientHello hello = ClientHello.parse(Arrays.copyOf(body, body.length - 2));
        assertThat(hello.serverName()).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("MALFORMED")
    void refusesAServerNameExtensionWith(String what, byte[] content) {
        byte[] body = HelloBytes.body(new int[] {0xC02F}, HelloBytes.extension(SERVER_NAME, content));
        assertThatThrownBy(() -> ClientHello.parse(body)).isInstanceOf(MalformedHello.class);
    }

    @Test
    void refusesTheSameExtensionTwice() {
        byte[] name = HelloBytes.extension(SERVER_NAME, HelloBytes.names("a.test"));
        assertThatThrownBy(() -> ClientHello.parse(HelloBytes.body(new int[] {0xC02F}, name, name)))
                .isInstanceOf(MalformedHello.class)
                .hasMessage("two extensions: server name");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] body = HelloBytes.hello("a.test");
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            if (length == WITHOUT_EXTENSIONS) {
                continue; // ends exactly before the extensions
            }
            assertThatThrownBy(() -> ClientHello.parse(cut)).isInstanceOf(MalformedHello.class);
        }
    }

    @Test
    void refusesBytesAfterTheEnd() {
        byte[] body = HelloBytes.hello("a.test");
        assertThatThrownBy(() -> ClientHello.parse(Arrays.copyOf(body, body.length + 1)))
                .isInstanceOf(MalformedHello.class);
    }

    @Test
    void randomBytesAreAHelloOrMalformedButNeverAnotherException() {
        Random random = new Random(7);
        byte[] sound = HelloBytes.hello("shop.example.com");
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = i % 2 == 0 ? sound.clone() : new byte[random.nextInt(300)];
            for (int n = random.nextInt(8); n >= 0 && damaged.length > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                ClientHello.parse(damaged);
            } catch (MalformedHello e) {
                assertThat(e).hasMessageNotContainingAny("Exception");
            }
        }
    }
}
