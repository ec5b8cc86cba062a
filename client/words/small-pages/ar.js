// The texts in Arabic of the pages without a chat, which the server writes into them (service/http/small_page_texts.py).

export default {
  // The page at an address without a room.
  "no room here": "لا توجد غرفة في هذا العنوان.",
  "room address": "عنوان الغرفة هو ⁦/r/⁩ متبوعًا باسمها: حروف وأرقام، مع شرطات بين الكلمات، ودون أن يكون طويلًا جدًا.",
  "open room": "فتح {room}",
  "open lobby": "الانتقال إلى الردهة",

  // The page of another error.
  "not allowed": "لا يمكن فتح هذا من هنا.",
  "request failed": "لا يمكن فتح هذا العنوان بهذه الطريقة.",
  "request too large": "أرسل متصفحك بيانات كثيرة جدًا دفعة واحدة.",
  "too many requests": "طلبات كثيرة جدًا دفعة واحدة. انتظر لحظة ثم حاول مجددًا.",
  "not now": "هذا غير ممكن حاليًا. حاول مجددًا بعد لحظات.",
  "server failed": "حدث خطأ في الخادم. حاول مجددًا.",

  // The page that asks for the passphrase.
  "passphrase": "عبارة المرور",
  "enter": "دخول",
  "passphrase hint": "اسأل الشخص الذي دعاك. لن تدخلها سوى مرة واحدة في هذا المتصفح.",
  "wrong passphrase": "عبارة المرور غير صحيحة. حاول مجددًا.",
  "too many attempts": "محاولات كثيرة جدًا من شبكتك. انتظر بضع ثوانٍ ثم حاول مجددًا.",
  "needs cookies": "تحتاج هذه الصفحة إلى ملفات تعريف الارتباط، ولم يحتفظ متصفحك بأي منها. اسمح بها هنا ثم أدخل عبارة المرور مجددًا.",
};
