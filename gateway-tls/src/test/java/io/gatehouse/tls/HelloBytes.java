// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes ClientHellos by hand, so that tests can cut and break them. */
final class HelloBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static final int[] ALL_SCHEMES = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805};
    static final int[] SUITES = {0x1301, 0xC02B, 0xC02F};

    /** A TLS 1.2 hello that BoringSSL answers, without message header. */
    static byte[] hello(String sni) {
        return body(SUITES, extension(0, names(sni)), groups(0x001D, 0x0017), schemes(ALL_SCHEMES));
    }

    static byte[] helloWithNames(String... sni) {
        return body(SUITES, extension(0, names(sni)));
    }

    /** The body of a hello with these extensions. */
    static byte[] body(int[] suites, byte[]... extensions) {
        HelloBytes all = new HelloBytes();
        for (byte[] each : extensions) {
            all.bytes(each);
        }
        return new HelloBytes()
                .uint16(0x0303)
                .bytes(new byte[32])
                .uint8(0)
                .vector16(numbers(suites))
                .uint8(1)
                .uint8(0)
                .vector16(all.toBytes())
                .toBytes();
    }

    static byte[] extension(int type, byte[] content) {
        return new HelloBytes().uint16(type).vector16(content).toBytes();
    }

    static byte[] names(String... names) {
        HelloBytes list = new HelloBytes();
        for (String each : names) {
            list.uint8(0).vector16(each.getBytes(StandardCharsets.ISO_8859_1));
        }
        return new HelloBytes().vector16(list.toBytes()).toBytes();
    }

    static byte[] groups(int... codes) {
        return extension(10, new HelloBytes().vector16(numbers(codes)).toBytes());
    }

    static byte[] schemes(int... codes) {
        return extension(13, new HelloBytes().vector16(numbers(codes)).toBytes());
    }

    static byte[] versions(int... codes) {
        byte[] all = numbers(codes);
        return extension(43, new HelloBytes().uint8(all.length).bytes(all).toBytes());
    }

    static byte[] alpn(String... protocols) {
        HelloBytes list = new HelloBytes();
        for (String each : protocols) {
            list.uint8(each.length()).bytes(each.getBytes(StandardCharsets.US_ASCII));
        }
        return extension(16, new HelloBytes().vector16(list.toBytes()).toBytes());
    }

    /** The message of this body, cut into records of at most so many bytes. */
    static byte[] records(byte[] body, int recordSize) {
        byte[] message = new HelloBytes()
                .uint8(1)
                .uint8(0)
                .uint16(body.length)
                .bytes(body)
                .toBytes();
        HelloBytes records = new HelloBytes();
        for (int start = 0; start < message.length; start += recordSize) {
            int size = Math.min(recordSize, message.length - start);
            byte[] fragment = java.util.Arrays.copyOfRange(message, start, start + size);
            records.uint8(22).uint16(0x0301).vector16(fragment);
        }
        return records.toBytes();
    }

    private static byte[] numbers(int... values) {
        HelloBytes all = new HelloBytes();
        for (int each : values) {
            all.uint16(each);
        }
        return all.toBytes();
    }

    private HelloBytes uint8(int value) {
        out.write(value);
        return this;
    }

    private HelloBytes uint16(int value) {
        return uint8(value >>> 8).uint8(value);
    }

    private HelloBytes bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    private HelloBytes vector16(byte[] value) {
        return uint16(value.length).bytes(value);
    }

    private byte[] toBytes() {
        return out.toByteArray();
    }
}
