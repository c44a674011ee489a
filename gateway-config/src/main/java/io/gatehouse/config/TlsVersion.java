// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** The TLS versions that can be spoken. Older ones are refused at load. */
public enum TlsVersion {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String label;

    TlsVersion(String label) {
        this.label = label;
    }

    /** The name in configuration, in logs and in the TLS library: {@code TLSv1.2} or {@code TLSv1.3}. */
    public String label() {
        return label;
    }
}
