import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";

/**
 * Gives each page its own Content-Security-Policy: only scripts that carry this answer's nonce run.
 * Nothing is decided here about who may see what; that happens where data is read.
 */
export function proxy(request: NextRequest) {
  const nonce = btoa(crypto.randomUUID());
  // Development needs eval for readable stacks and a socket for hot reload.
  const development = env.NODE_ENV === "development";
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Positions of virtual rows, menus and toasts are style attributes, which no nonce can cover.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https: http:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  const requestHeaders = new Headers(request.headers);
  requestHeaders.set("x-nonce", nonce);
  requestHeaders.set("content-security-policy", policy);
  // Pages are not told their own address; who has to sign in first is led back to it.
  requestHeaders.set("x-lockstep-page", request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers: requestHeaders } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  matcher: [
    {
      source: "/((?!api/|_next/static|_next/image|icon.svg|logos/).*)",
      missing: [
        { type: "header", key: "next-router-prefetch" },
        { type: "header", key: "purpose", value: "prefetch" },
      ],
    },
  ],
};
