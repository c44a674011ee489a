// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.HostIndex;
import io.gatehouse.config.HostPattern;
import io.gatehouse.tls.SslIndex.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * At which place of a list of ssl objects those stand that answer a name or an id. Certificates are renewed far more often than names
 * change: then the next list has the same names, and a hundred thousand of them need not be sorted in again. Immutable.
 */
final class SslNames {
    /** Of a name whose object is quarantined. */
    static final int NOWHERE = -1;

    private final Map<String, Integer> byId = new HashMap<>();
    private final HostIndex<Place> byName;

    SslNames(List<SslObject> objects, List<Quarantined> quarantined) {
        HostIndex.Builder<Place> names = HostIndex.builder();
        for (int i = 0; i < objects.size(); i++) {
            SslObject object = objects.get(i);
            Integer place = i;
            byId.put(object.id(), place);
            for (HostPattern pattern : object.names()) {
                names.add(pattern, new Place(i, Reason.of(pattern), pattern.toString()));
            }
        }
        for (Quarantined each : quarantined) {
            for (HostPattern pattern : each.names()) {
                names.add(pattern, new Place(NOWHERE, Reason.QUARANTINED, pattern.toString()));
            }
        }
        this.byName = names.build();
    }

    /** Whether the names of another list are at the same places. */
    static boolean areAlike(List<SslObject> objects, List<SslObject> others) {
        if (objects.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < objects.size(); i++) {
            if (!objects.get(i).isNamedAs(others.get(i))) {
                return false;
            }
        }
        return true;
    }

    Optional<HostIndex.Match<Place>> find(String normalizedName) {
        return byName.find(normalizedName);
    }

    List<HostIndex.Match<Place>> findAll(String normalizedName) {
        return byName.findAll(normalizedName);
    }

    /** The place of the object with this id; {@link #NOWHERE} if there is none. */
    int byId(String id) {
        return byId.getOrDefault(id, NOWHERE);
    }

    /**
     * What answers a name.
     *
     * @param index in the list of objects; {@link #NOWHERE} if the object is quarantined
     * @param pattern the configured name
     */
    record Place(int index, Reason reason, String pattern) {}
}
