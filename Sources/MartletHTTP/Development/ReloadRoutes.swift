import HTTPTypes
import MartletCore

/// Answers the script that reloads pages, and the connection that it opens.
///
/// It stands around everything else, so that no log, host rule or login of the application is in its way.
struct ReloadRoutes: Middleware {
    static let scriptPath = "/_martlet/reload.js"
    static let eventsPath = "/_martlet/reload"

    private let reload: PageReload

    init(_ reload: PageReload) { self.reload = reload }

    func handle(_ request: Request, next: Next) async throws -> Response {
        guard request.path.hasPrefix("/_martlet/"), request.method == .get else { return await next(request) }
        switch request.path {
        case Self.scriptPath:
            return Response(
                headers: [.contentType: "text/javascript; charset=utf-8", .cacheControl: "no-store"],
                body: .init(string: Self.script))
        case Self.eventsPath:
            let reload = reload
            return EventStream(retry: .milliseconds(300), heartbeat: .seconds(5)) { writer in
                try await reload.events(writer)
            }.response(for: request)
        default: return await next(request)
        }
    }

    /// The page's version stands in the address of the script. Styles are set by properties, since a policy that allows
    /// nothing inline forbids `style` attributes.
    static let script = """
        (() => {
          "use strict";
          const version = new URL(document.currentScript.src).searchParams.get("version");
          let source = null;
          let panel = null;
          const show = (text) => {
            if (panel) panel.remove();
            panel = null;
            if (!text) return;
            panel = document.createElement("pre");
            panel.id = "martlet-build";
            panel.setAttribute("role", "alert");
            panel.textContent = "The build failed; this page is from before.\\n\\n" + text;
            Object.assign(panel.style, {
              position: "fixed", inset: "auto 0 0 0", maxHeight: "60vh", overflow: "auto", margin: "0", padding: "1rem",
              zIndex: "2147483647", background: "#2b1111", color: "#ffe3e0", font: "13px/1.45 ui-monospace, monospace",
              whiteSpace: "pre-wrap", borderTop: "3px solid #e5484d",
            });
            document.body.append(panel);
          };
          const connect = () => {
            if (source || document.visibilityState !== "visible") return;
            source = new EventSource("/_martlet/reload");
            source.addEventListener("version", (event) => {
              if (event.data !== version) location.reload();
            });
            source.addEventListener("build", (event) => show(event.data));
            source.addEventListener("error", () => {
              // A browser tries again by itself only while it thinks that it can.
              if (source && source.readyState === EventSource.CLOSED) {
                disconnect();
                setTimeout(connect, 300);
              }
            });
          };
          const disconnect = () => {
            if (source) source.close();
            source = null;
          };
          // Browsers open few connections to one server: a page in the background keeps none.
          document.addEventListener("visibilitychange", () => {
            if (document.visibilityState === "visible") connect(); else disconnect();
          });
          addEventListener("pagehide", disconnect);
          addEventListener("pageshow", connect);
          connect();
        })();

        """
}
