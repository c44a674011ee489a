// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Location;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindFailedExceptionTest {
    /** The text of the system is in the language of whoever started the process. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            error(-98): Die Adresse wird bereits verwendet                   | the port is in use             | stop the process
            error(-98): Address already in use                               | the port is in use             | stop the process
            error(-13): Keine Berechtigung                                   | this user may not bind it      | choose a port
            error(-99): Die angeforderte Adresse kann nicht zugewiesen werden | no interface of this machine has | correct the address
            error(-97): Adressfamilie nicht unterst\u00fctzt                      | IPv6 is switched off           | correct the address
            """)
    void saysWhatIsWrongInAnyLanguage(String said, String found, String remedy) {
        BindFailedException fault = new BindFailedException(
                Location.startOf("gateway.yaml"),
                "listeners",
                "[::]:443",
                443,
                new IOException("bind(..) failed with " + said));

        assertThat(fault.problem().found()).startsWith(found);
        assertThat(fault.problem().remedy()).startsWith(remedy);
    }
}
