// Tells whether the page may show notifications, and lets the browser ask the person. Browsers ask only after a click of the person.

// "granted", "denied", "default" (not asked yet), "insecure" (plain http) or "unsupported".
export function permission() {
  if (!isSecureContext) return "insecure";
  return "Notification" in window ? Notification.permission : "unsupported";
}

export async function askPermission() {
  if (permission() === "default") await Notification.requestPermission();
  return permission();
}

// For each value of `permission` except "granted": the key of the sentence that says why there are no notifications.
export const REASONS = {
  denied: "notifications denied",
  default: "notifications not allowed",
  insecure: "notifications need https",
  unsupported: "notifications unsupported",
};
