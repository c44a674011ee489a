// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** A certificate chain, leaf first, and the private key of the leaf. */
public record CredentialConfig(PemSource cert, PemSource key) {}
