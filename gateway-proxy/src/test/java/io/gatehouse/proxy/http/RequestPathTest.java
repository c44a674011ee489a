// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    @ParameterizedTest(name = "{0} is matched as {1}")
    @CsvSource({
        "/, /",
        "/a/b, /a/b",
        "/a/b/, /a/b/",
        "/a.b/c..d, /a.b/c..d",
        "//, /",
        "//a, /a",
        "/a//b, /a/b",
        "/a///b//, /a/b/",
        "/., /",
        "/.., /",
        "/../.., /",
        "/./a, /a",
        "/a/., /a/",
        "/a/.., /",
        "/a/../b, /b",
        "/a/b/../../c, /c",
        "/a/b/../../../c, /c",
        "/a/./b/./c/.., /a/b/",
        "/..a, /..a",
        "/.a, /.a",
        "/a/..., /a/...",
        "/%61, /a",
        "/%41, /A",
        "/a%20b, /a b",
        "/%2e%2E/a, /a",
        "/a/%2e%2e/b, /b",
        "/a/.%2e/b, /b",
        "/a%2Fb, /a%2Fb",
        "/a%2fb, /a%2Fb",
        "/a..%2f..b, /a..%2F..b",
        "/a%252Fb, /a%252Fb",
        "/a%2525, /a%2525",
        "/%25, /%25",
        "/a/%2e%2e//b, /b",
        "/a/..//b/.//c, /b/c",
        "/a//./b/.., /a/",
        "/%c3%a9, /é",
        "/%e0%a0%80, /\u0800",
        "/%f0%90%80%80, /\ud800\udc00",
        "/%c0x, /\ufffdx",
        "/%e0, /\ufffd",
    })
    void isNormalised(String path, String expected) {
        assertThat(RequestPath.normalize(path)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} is refused")
    @ValueSource(
            strings = {
                "/%",
                "/%4",
                "/a%",
                "/a%2",
                "/%zz",
                "/%4g",
                "/%g4",
                "/%-1",
                "/%+1",
                "/%00",
                "/a/%00/b",
                "/%%",
                "/a;x/..;/b",
                "/a/..%2f..%2fb",
                "/a/%2e%2e%3bx",
                "/a\\..\\b",
                "/\\./",
                "//..",
                "/a//../b",
                "/a//./../b",
                "/a//%2e%2e//b",
                "/a//b/../../c",
                "/a/%c0%ae%c0%ae/b",
                "/a%c0%afb",
                "/a%C1%9Cb",
                "/%c0%80",
                "/a%e0%80%afb",
                "/a%f0%80%80%afb",
                "/a%f8%80%80%80%afb",
                "/a%fc%80%80%80%80%afb"
            })
    void isRefused(String path) {
        assertThat(RequestPath.normalize(path)).isNull();
    }

    @Test
    void isStableOnceNormalised() {
        for (String path : new String[] {"/a/../b//c/.", "/x%2Fy/%2e/z", "/%c3%a9/..//q"}) {
            String once = RequestPath.normalize(path);
            assertThat(once).isNotNull();
            assertThat(once == null ? "" : RequestPath.normalize(once)).isEqualTo(once);
        }
    }
}
