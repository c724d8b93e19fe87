import Testing

@testable import MartletCLI

@Suite struct BuildOutputTests {
    @Test func `messages stay, once each, and progress goes`() {
        let output = """
            [0/1] Planning build
            Building for debugging...
            [0/6] Write swift-version-24593BA9C3E375BF.txt
            error: emit-module command failed with exit code 1 (use -v to see invocation)
            [4/7] Emitting module Shop
            /src/Site.swift:7:13: error: cannot find 'x' in scope
             5 |     func a() {
             7 |         x
               |         `- error: cannot find 'x' in scope
            [5/7] Compiling Shop Site.swift
            /src/Site.swift:7:13: error: cannot find 'x' in scope
             5 |     func a() {
             7 |         x
               |         `- error: cannot find 'x' in scope
            /src/Site.swift:9:1: warning: unused
            [12] is no progress

            """
        #expect(
            BuildOutput.messages(in: output) == """
                error: emit-module command failed with exit code 1 (use -v to see invocation)
                /src/Site.swift:7:13: error: cannot find 'x' in scope
                 5 |     func a() {
                 7 |         x
                   |         `- error: cannot find 'x' in scope
                /src/Site.swift:9:1: warning: unused
                [12] is no progress
                """)
    }

    @Test func `a build that says nothing shows nothing`() {
        #expect(BuildOutput.messages(in: "").isEmpty)
        #expect(
            BuildOutput.messages(in: "Building for debugging...\n[1/2] Linking Shop\nBuild complete! (0.61s)\n")
                .isEmpty)
    }
}
