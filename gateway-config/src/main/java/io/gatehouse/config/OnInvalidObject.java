// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/** What an ssl object whose certificate material is faulty does to a load. */
public enum OnInvalidObject {
    /** The whole load is refused. */
    REJECT,
    /** The object is left out and its names are refused, loudly; the rest is served. */
    QUARANTINE
}
