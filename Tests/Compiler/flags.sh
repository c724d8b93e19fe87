# The compiler's flags for a file that imports the modules and macros of the last `swift build`; sets `flags`.
build=.build/debug
flags=(-swift-version 6 -I "$build/Modules" -load-plugin-executable "$build/MartletMacros-tool#MartletMacros")
# The C modules below SwiftNIO have their maps beside their headers, or made by the build.
for headers in .build/checkouts/*/Sources/*/include; do
    map=$build/$(basename "${headers%/include}").build/module.modulemap
    flags+=(-Xcc -I"$headers")
    [[ -e $headers/module.modulemap || ! -e $map ]] || flags+=(-Xcc -fmodule-map-file="$map")
done
for map in Sources/*/module.modulemap; do flags+=(-I "$(dirname "$map")"); done
