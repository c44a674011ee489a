// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One message as RFC 9112 has a sender write it, and not otherwise: what a recipient may forgive is a fault here.
 *
 * @param startLine without its end
 * @param fields as {@code name: value}, or {@code name:}, the name in lower case, in order
 * @param body decoded
 * @param trailers like the fields
 * @param end where the next message begins
 */
record StrictMessage(String startLine, List<String> fields, String body, List<String> trailers, int end) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String VALUE = "([!-~\\x80-\\xff]([\\t -~\\x80-\\xff]*[!-~\\x80-\\xff])?)?";
    private static final String REQUEST_LINE = TOKEN + " (\\*|/[!-~&&[^#\"<>\\\\^`{|}]]*) HTTP/1\\.1";
    private static final String STATUS_LINE = "HTTP/1\\.1 [1-5][0-9]{2} [\\t -~\\x80-\\xff]*";

    /** The message is not over yet. */
    static final class Incomplete extends Exception {
        private static final long serialVersionUID = 1L;

        Incomplete(String what) {
            super(what, null, false, false);
        }
    }

    /** Reads the request that begins at {@code from}. */
    static StrictMessage request(CharSequence octets, int from) throws Incomplete {
        Reader reader = new Reader(octets.toString(), from);
        String line = reader.line();
        reader.insist(line.matches(REQUEST_LINE), "request line", line);
        List<String> fields = reader.fields();
        reader.insist(all(fields, "host").size() == 1, "number of Host fields", fields.toString());
        return reader.message(line, fields, !framed(fields));
    }

    /** Reads the response at {@code from}; {@code ended}: nothing follows, which ends a body without other framing. */
    static StrictMessage response(CharSequence octets, int from, boolean toHead, boolean ended) throws Incomplete {
        Reader reader = new Reader(octets.toString(), from);
        String line = reader.line();
        reader.insist(line.matches(STATUS_LINE), "status line", line);
        List<String> fields = reader.fields();
        boolean never = line.matches("HTTP/1.1 (1..|204) .*");
        reader.insist(!never || !framed(fields), "framing of a response without body", fields.toString());
        boolean empty = toHead || never || line.startsWith("HTTP/1.1 304 ");
        if (!empty && !framed(fields)) {
            reader.insist(all(fields, "connection").contains("close"), "end of an unframed body", fields.toString());
            if (!ended) {
                throw new Incomplete("body up to the end of the connection");
            }
            return new StrictMessage(line, fields, reader.rest(), List.of(), octets.length());
        }
        return reader.message(line, fields, empty);
    }

    private static boolean framed(List<String> fields) {
        return !all(fields, "content-length").isEmpty()
                || !all(fields, "transfer-encoding").isEmpty();
    }

    /** The one value of a field; "" if there is none. */
    String one(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError(name + " stands " + values.size() + " times: " + fields);
        }
        return values.isEmpty() ? "" : values.get(0);
    }

    /** The values of a field. */
    List<String> all(String name) {
        return all(fields, name);
    }

    private static List<String> all(List<String> fields, String name) {
        String start = name + ":";
        return fields.stream()
                .filter(field -> field.startsWith(start))
                .map(field -> field.substring(start.length()).strip())
                .toList();
    }

    private static final class Reader {
        private final String octets;
        private final int from;
        private int at;

        Reader(String octets, int from) {
            this.octets = octets;
            this.from = from;
            this.at = from;
        }

        StrictMessage message(String startLine, List<String> fields, boolean empty) throws Incomplete {
            List<String> encodings = all(fields, "transfer-encoding");
            List<String> lengths = all(fields, "content-length");
            insist(encodings.size() + lengths.size() <= 1, "framing", fields.toString());
            insist(encodings.isEmpty() || encodings.get(0).equals("chunked"), "encoding", encodings.toString());
            insist(lengths.isEmpty() || lengths.get(0).matches("0|[1-9][0-9]*"), "length", lengths.toString());
            if (empty) {
                return new StrictMessage(startLine, fields, "", List.of(), at);
            }
            String body = encodings.isEmpty() ? take(Long.parseLong(lengths.get(0))) : chunks();
            return new StrictMessage(startLine, fields, body, encodings.isEmpty() ? List.of() : fields(), at);
        }

        List<String> fields() throws Incomplete {
            List<String> fields = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                insist(line.matches(TOKEN + ": ?" + VALUE), "field line", line);
                int colon = line.indexOf(':');
                fields.add((line.substring(0, colon).toLowerCase(Locale.ROOT) + ": "
                                + line.substring(colon + 1).strip())
                        .strip());
            }
            return fields;
        }

        private String chunks() throws Incomplete {
            StringBuilder body = new StringBuilder();
            while (true) {
                String size = line();
                insist(size.matches("0|[1-9a-f][0-9a-f]*"), "chunk size", size);
                int length = Integer.parseInt(size, 16);
                if (length == 0) {
                    return body.toString();
                }
                body.append(take(length));
                insist(line().isEmpty(), "end of chunk", size);
            }
        }

        String line() throws Incomplete {
            int end = octets.indexOf("\r\n", at);
            if (end < 0) {
                throw new Incomplete("line");
            }
            String line = octets.substring(at, end);
            at = end + 2;
            return line;
        }

        private String take(long count) throws Incomplete {
            if (count > octets.length() - at) {
                throw new Incomplete("body of " + count);
            }
            int start = at;
            at += (int) count;
            return octets.substring(start, at);
        }

        String rest() {
            return octets.substring(at);
        }

        void insist(boolean condition, String what, String found) {
            if (!condition) {
                throw new AssertionError("bad " + what + ": '" + found + "' in:\n" + octets.substring(from));
            }
        }
    }
}
