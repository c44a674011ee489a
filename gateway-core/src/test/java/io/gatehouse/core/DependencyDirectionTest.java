// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** What may depend on what. Stands here because this module sees all others. */
@AnalyzeClasses(
        packages = "io.gatehouse",
        importOptions = {ImportOption.DoNotIncludeTests.class, DependencyDirectionTest.NoFixtures.class})
class DependencyDirectionTest {
    @ArchTest
    static final ArchRule CONFIG = never("config", "tls", "proxy", "core");

    @ArchTest
    static final ArchRule TLS = never("tls", "proxy", "core");

    @ArchTest
    static final ArchRule PROXY = never("proxy", "core");

    @ArchTest
    static final ArchRule CONFIG_KNOWS_NO_NETTY = noClasses()
            .that()
            .resideInAPackage(module("config"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "org.slf4j..");

    @ArchTest
    static final ArchRule ONLY_CORE_TOUCHES_FILES = noClasses()
            .that()
            .resideOutsideOfPackage(module("core"))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.FileInputStream");

    @ArchTest
    static final ArchRule ONLY_CORE_STARTS_THREADS = noClasses()
            .that()
            .resideOutsideOfPackage(module("core"))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.Executors")
            .orShould()
            .callConstructor(Thread.class, Runnable.class);

    @ArchTest
    static final ArchRule ONLY_CORE_KNOWS_THE_LOGGING_BACKEND = noClasses()
            .that()
            .resideOutsideOfPackage(module("core"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ch.qos.logback..", "org.apache.commons.cli..");

    @ArchTest
    static final ArchRule PROXY_TAKES_NO_LOCKS = noClasses()
            .that()
            .resideInAPackage(module("proxy"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks..");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_CORE = noCycles("core");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_PROXY = noCycles("proxy");

    @ArchTest
    static final ArchRule NO_CYCLES_IN_CONFIG = noCycles("config");

    private static ArchRule never(String from, String... to) {
        String[] forbidden = Stream.of(to).map(DependencyDirectionTest::module).toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(module(from))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden);
    }

    private static ArchRule noCycles(String module) {
        return slices().matching("io.gatehouse." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    private static String module(String name) {
        return "io.gatehouse." + name + "..";
    }

    /** Leaves out the fixtures that modules share as test jars. */
    static final class NoFixtures implements ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return !location.contains("tests.jar") && !location.contains("test-classes");
        }
    }
}
