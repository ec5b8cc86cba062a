// Tells whether the browser lets the page show notifications, and asks for it. Browsers ask only after a click of the person.

// "granted", "denied", "default" (not asked yet), "insecure" (plain http) or "unsupported".
export function permission() {
  if (!isSecureContext) return "insecure";
  return "Notification" in window ? Notification.permission : "unsupported";
}

export async function askPermission() {
  if (permission() === "default") await Notification.requestPermission();
  return permission();
}

// The key of the sentence that says why there are no notifications, by what `permission` returns.
export const REASONS = {
  denied: "notifications denied",
  default: "notifications not allowed",
  insecure: "notifications need https",
  unsupported: "notifications unsupported",
};
