"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { untilLoaded } from "./until-loaded";

const Toaster = lazy(() => untilLoaded(() => import("./toaster")));

/** The place where news appears, loaded once the page has come to rest. */
export function ToasterLoader() {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), 500);
    return () => clearTimeout(timer);
  }, []);
  return <Suspense>{ready ? <Toaster /> : null}</Suspense>;
}
