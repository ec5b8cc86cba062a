// The texts in Arabic of the parts that later.js of browser/ loads.

export default {
  // A message.
  "copy message link": "نسخ رابط الرسالة",
  "more reactions": "تفاعلات أخرى",
  "copy text": "نسخ النص",

  // The composer.
  "editing": "تعديل رسالة",
  "replying": "الرد على {name}",
  "save": "حفظ",
  "edit lost": "حُذفت الرسالة. لا يزال النص في المربع.",
  "edited meanwhile": "عُدّلت الرسالة في هذه الأثناء.",

  // Finding messages.
  "how to search": "ابحث عن كلمات أو عن حروفها الأولى. ولتضييق البحث أضف ⁦from:Ana⁩ أو ⁦before:2026-03-01⁩.",
  "searching": "جارٍ البحث…",
  "search unclear": "لا يمكن البحث عن هذا.",
  "search offline": "أنت غير متصل. سيستمر البحث عندما تعود متصلاً.",
  "search failed": "تعذّر البحث.",
  "nothing found": "لم يُعثر على أي رسالة.",
  "messages found": { zero: "لا رسائل", one: "رسالة واحدة", two: "رسالتان", few: "{count} رسائل", many: "{count} رسالة", other: "{count} رسالة" },
  "go to a day": "الانتقال إلى يوم",
  "no messages since": "لا توجد رسائل في هذا اليوم أو بعده.",

  // The picker of emoji.
  "choose emoji": "اختيار رمز تعبيري",
  "search emoji": "البحث عن رمز تعبيري",
  "skin tone": "لون البشرة",
  "emoji groups": "المجموعات",
  "no emoji found": "لم يُعثر على أي رمز تعبيري.",
  "recent emoji": "المستخدمة مؤخرًا",
  "found emoji": "نتائج البحث",
  "smileys": "الوجوه",
  "people and gestures": "الأشخاص والإيماءات",
  "animals and nature": "الحيوانات والطبيعة",
  "food and drink": "الطعام والشراب",
  "travel and places": "السفر والأماكن",
  "activities": "الأنشطة",
  "objects": "الأشياء",
  "symbols": "الرموز",
  "flags": "الأعلام",

  // Settings.
  "language": "اللغة",
  "theme": "المظهر",
  "system": "حسب النظام",
  "light": "فاتح",
  "dark": "داكن",
  "density": "الكثافة",
  "comfortable": "مريحة",
  "compact": "مدمجة",
  "show joins": "إظهار من ينضم ومن يغادر",
  "show typing": "إظهار من يكتب، والسماح للآخرين برؤية أنني أكتب",

  // Help.
  "help": "اختصارات لوحة المفاتيح والأوامر",
  "new line": "سطر جديد",
  "edit last message": "تعديل آخر رسالة لك (إذا كان المربع فارغًا)",
  "choose message": "اختيار رسالة",
  "go back": "العودة إلى الموضع السابق",
  "hold message": "الضغط مطولًا على رسالة",
  "close or go to messages": "إغلاق ما هو مفتوح أو الانتقال إلى الرسائل",
  "describe action": "وصف فعل أو حركة",
  "show help": "عرض هذه المساعدة",
  "formatting": "التنسيق",
  "code block": "كتلة رمز برمجي",
  "mention": "الإشارة إلى شخص",
  "scroll": "التنقل بين الرسائل",
  "bold": "عريض",
  "italic": "مائل",
  "code": "رمز برمجي",
  "quote": "اقتباس",
  "list": "قائمة",

  // The list of rooms, and the topic.
  "room name invalid": "يحتاج اسم الغرفة إلى حرف أو رقم واحد على الأقل.",
  "room actions": "إجراءات الغرفة {room}",
  "unread messages": { zero: "لا رسائل غير مقروءة", one: "رسالة واحدة غير مقروءة", two: "رسالتان غير مقروءتين", few: "{count} رسائل غير مقروءة", many: "{count} رسالة غير مقروءة", other: "{count} رسالة غير مقروءة" },
  "add topic": "إضافة موضوع",
  "change topic": "تغيير الموضوع",
  "pin room": "تثبيت",
  "unpin room": "إلغاء التثبيت",
  "mute room": "كتم",
  "unmute room": "إلغاء الكتم",
  "leave room": "مغادرة",
  "topic": "موضوع الغرفة",
  "share room": "مشاركة",
  "room code": "رمز QR لعنوان هذه الغرفة",
  "walk rooms": "الغرفة السابقة أو التالية",
  "next unread room": "الغرفة التالية التي فيها رسائل غير مقروءة",

  // A first visit.
  "first visit": "لا حاجة إلى حساب. أنت",
};
