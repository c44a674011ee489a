// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import java.util.List;

/**
 * How it stands with OCSP responses.
 *
 * @param wanted certificates of objects with {@code ocsp_stapling.enabled}, as far as there is a responder to ask
 * @param stapled those of them for which a good response is shown now
 * @param faults what is wrong with the others, the first few of them
 */
public record OcspStatus(int wanted, int stapled, List<String> faults) {
    public OcspStatus {
        faults = List.copyOf(faults);
    }
}
