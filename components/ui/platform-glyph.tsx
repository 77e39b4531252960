import type { Platform } from "@/lib/domain/campaign";
import { cn } from "./cn";

/** Names as the platforms write them. The letter stands for the logo; colours are dark enough for white type. */
const PLATFORM_FACES: Record<Platform, { name: string; letter: string; colour: string }> = {
  reddit: { name: "Reddit", letter: "R", colour: "#c23400" },
  google_ads: { name: "Google Ads", letter: "G", colour: "#3367d6" },
  meta: { name: "Meta", letter: "M", colour: "#0b5fcc" },
  mailerlite: { name: "MailerLite", letter: "L", colour: "#067a43" },
  instantly: { name: "Instantly", letter: "I", colour: "#4c45d4" },
  nmkr: { name: "NMKR", letter: "N", colour: "#0d7265" },
};

export const platformName = (platform: Platform) => PLATFORM_FACES[platform].name;

export const isPlatform = (text: string): text is Platform => Object.hasOwn(PLATFORM_FACES, text);

/** A small mark for a platform. Beside its name it is decoration (`named`), alone it speaks. */
export function PlatformGlyph({
  platform,
  named,
  className,
}: {
  platform: Platform;
  named?: boolean;
  className?: string;
}) {
  const { name, letter, colour } = PLATFORM_FACES[platform];
  const look = {
    className: cn(
      "inline-grid size-[18px] shrink-0 place-items-center rounded-[5px] font-semibold text-[10px] text-[#fff] leading-none",
      className,
    ),
    style: { background: colour },
  };
  return named ? (
    <span {...look} aria-hidden>
      {letter}
    </span>
  ) : (
    <span {...look} role="img" aria-label={name} title={name}>
      {letter}
    </span>
  );
}
