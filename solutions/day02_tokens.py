# %% [markdown] day=2 title="Text into tokens"
r"""
# Day 2 · Text into tokens

A model computes with numbers. How does a sentence become numbers, and who decides what one "piece" of a sentence is?

Yesterday the inputs of the recurrent network were vectors that somebody had prepared. Today you prepare the step before them: text becomes a list of **tokens**, and each token becomes a whole number. Tomorrow the numbers become vectors.

![The Korean word 도서관, library, cut in four ways. As a word it is one token. As syllables it is three tokens, 도, 서, 관. As jamo, the letters inside the syllables, it is seven tokens. As UTF-8 bytes it is nine tokens. Beside the rows stands how many different units there are: a new word every day, 11,172 syllables and 67 jamo for Hangul, 256 bytes for every script. An arrow beside the rows says: the smaller the unit, the longer the sequence, and the fewer different units there are to know.](figures/day02_units.svg)

A token is **a piece of text that has a number**, its id. It is not a vector and it has no meaning yet; the vector is the row with that number in a table that the model learns (Day 3). What counts as a piece is a choice, and today you make it in four ways: words, characters, the letters inside Korean syllables, and bytes. Then you build what most language models use, *byte-pair encoding*, which learns its pieces from text.

**At the end of the day you can**

- cut English and Korean text into words, characters, jamo and bytes, and put it together again;
- say what the size of the unit does to the vocabulary, to the length and to unknown words, with numbers that you measured;
- write byte-pair encoding from nothing: count pairs, merge a pair, train, encode, decode, the same as the library `tokenizers` does, merge for merge;
- find a bug in an encoder that no round trip finds.

**You need** Python lists, dictionaries and strings, and one small regular expression; section 2 says what its signs mean. Today there is not one array.
"""

# %% [markdown] lang="ko" title="텍스트를 토큰으로"
r"""
# 2일 차 · 텍스트를 토큰으로

모델은 숫자로 계산해요. 문장은 어떻게 숫자가 될까요? 그리고 문장의 '한 조각'이 무엇인지는 누가 정할까요?

어제 순환 신경망에 넣은 입력은 누군가 미리 준비해 둔 벡터였어요. 오늘은 그 앞 단계를 직접 준비해요. 텍스트를 **토큰**(token)의 목록으로 바꾸고, 토큰마다 정수를 하나씩 붙여요. 이 정수가 벡터로 바뀌는 건 내일이에요.

![한국어 단어 '도서관'을 네 가지 방법으로 자른 그림이에요. 단어로는 토큰 하나예요. 음절로는 도, 서, 관, 이렇게 토큰 세 개예요. 음절 속 낱글자인 자모로는 토큰 일곱 개예요. UTF-8 바이트로는 토큰 아홉 개예요. 오른쪽에는 단위의 종류가 쓰여 있어요. 단어는 날마다 새로 생기고, 한글은 음절이 11,172가지, 자모가 67가지이고, 바이트는 모든 문자를 통틀어 256가지예요. 화살표에는 단위가 작을수록 열은 길어지고 알아야 할 단위의 종류는 적어진다고 쓰여 있어요.](figures/day02_units.svg)

토큰은 **번호(id)가 붙은 텍스트 조각**이에요. 벡터가 아니고, 아직 아무 의미도 담겨 있지 않아요. 벡터는 모델이 학습하는 표에서 그 번호에 해당하는 행이에요(3일 차). 무엇을 한 조각으로 볼지는 선택의 문제예요. 오늘은 네 가지로 골라 볼 거예요. 단어, 글자, 한글 음절 속의 자모(jamo), 바이트(byte)예요. 그다음에는 언어 모델이 가장 많이 쓰는 *바이트 쌍 인코딩*(byte-pair encoding, BPE)을 만들어요. BPE는 텍스트를 보고 조각을 스스로 배워요.

**오늘이 끝나면 이런 일을 할 수 있어요**

- 영어와 한국어 텍스트를 단어, 글자, 자모, 바이트로 자르고 다시 이어 붙일 수 있어요.
- 단위의 크기가 어휘의 크기, 길이, 모르는 단어에 어떤 영향을 주는지 직접 잰 숫자로 말할 수 있어요.
- 바이트 쌍 인코딩을 처음부터 만들 수 있어요. 쌍 세기, 쌍 합치기, 학습, 인코딩, 디코딩까지요. 결과는 `tokenizers` 라이브러리와 병합 하나하나까지 똑같아요.
- 되돌려 보기만 해서는 찾을 수 없는 인코더의 버그를 찾을 수 있어요.

**준비물**은 파이썬의 리스트, 딕셔너리, 문자열, 그리고 짧은 정규 표현식 하나예요. 쓰이는 기호는 2절에서 설명해요. 오늘은 배열이 하나도 나오지 않아요.
"""

# %% [markdown]
r"""
## How to work

Fill in a function, run the cell, then run the check below it. A check that fails asks a question about your code. The hidden checks try other texts, and they name the mistake when they know it. Any right way of writing it is accepted. Hints are folded, three to an exercise; opening one costs nothing.
"""

# %% [markdown] lang="ko"
r"""
## 진행 방법

함수를 채우고, 셀을 실행하고, 바로 아래 검사 셀을 실행하세요. 검사가 실패하면 여러분의 코드에 대해 질문을 던져요. 숨은 검사는 다른 텍스트로 시험하고, 아는 실수라면 무엇이 틀렸는지 알려 줘요. 어떤 방식으로 쓰든 맞는 코드면 정답이에요. 힌트는 문제마다 세 개씩 접혀 있고, 열어 봐도 점수는 깎이지 않아요.
"""

# %%
from solutions.plots import show

# %%
import os
import re
import unicodedata
from collections import Counter
from itertools import pairwise

import matplotlib.pyplot as plt

# %% [markdown]
r"""
## One story, two languages

All day we use one small story, forty sentences long, in English and in Korean. It was written for this course. The two say the same, sentence by sentence, so their lengths can be compared. Ten more sentences are kept aside: nothing learns from them, and they show what happens with new text.
"""

# %% [markdown] lang="ko"
r"""
## 이야기 하나, 언어 두 개

오늘은 하루 내내 마흔 문장짜리 짧은 이야기 하나를 영어판과 한국어판으로 사용해요. 이 과목을 위해 지은 이야기예요. 두 언어가 문장마다 같은 말을 하니까 길이를 비교할 수 있어요. 열 문장은 따로 빼 두었어요. 이 열 문장에서는 아무것도 배우지 않고, 새 텍스트를 만나면 어떻게 되는지 볼 때만 써요.
"""

# %%
english = """\
The old library stands on a hill by the sea.
Every morning Mina opens the library and lights the stove.
Mina reads the newspaper first, and then she puts the books in order.
Children come to the library after school.
The children sit by the stove and read about whales, stars and far islands.
A boy named Jun reads the same book every day.
The book is about a whale that sings at night.
Jun asks Mina, "Does the whale really sing?"
Mina laughs and says, "Go to the sea tonight and listen."
At night Jun walks down the hill to the sea.
The sea is dark, and the stars are bright.
Jun sits on a stone and listens for a long time.
At first he hears only the wind and the waves.
Then he hears a low and slow song from the sea.
Jun runs up the hill to the library.
"I heard the song of the whale!" he says to Mina.
Mina gives Jun a pencil and a new notebook.
"Write down what you heard," says Mina.
Jun writes about the sea, the stars and the song of the whale.
The next day the children read the notebook of Jun.
Now every child wants to hear the song of the whale.
In the evening the children walk down the hill with Mina.
They sit on the stones and listen to the waves.
Some children hear the song, and some children fall asleep.
In winter the wind is cold and the library is warm.
The children write new stories in the library and read them by the stove.
Mina puts the notebooks between the books.
People from the next village come and read the notebooks too.
A fisherman reads the notebook of Jun and laughs.
"I heard the same song when I was a boy," says the fisherman.
The fisherman tells the children about the old sea and the old boats.
The children write down what the fisherman tells them.
In spring the notebooks are so many that Mina needs a new shelf.
The fisherman makes a shelf from the wood of an old boat.
The new shelf smells of the sea.
Jun puts his notebook on the new shelf.
Every summer the whale comes back to the sea below the hill.
Every summer new children hear the song and open a new notebook.
The library on the hill now has more notebooks than books.
Mina says that a library lives as long as someone writes."""
korean = """\
오래된 도서관이 바닷가 언덕 위에 있어요.
미나는 아침마다 도서관 문을 열고 난로에 불을 붙여요.
미나는 먼저 신문을 읽고 나서 책을 가지런히 꽂아요.
학교가 끝나면 아이들이 도서관에 와요.
아이들은 난롯가에 앉아서 고래와 별과 먼 섬에 관한 책을 읽어요.
준이라는 아이는 날마다 같은 책을 읽어요.
밤에 노래하는 고래에 관한 책이에요.
준이 미나에게 물어요. "고래가 정말 노래해요?"
미나는 웃으면서 말해요. "오늘 밤 바다에 가서 들어 보렴."
밤이 되자 준은 언덕을 내려가 바다로 가요.
바다는 어둡고 별은 밝아요.
준은 돌 위에 앉아서 오랫동안 귀를 기울여요.
처음에는 바람 소리와 파도 소리만 들려요.
그러다가 바다에서 낮고 느린 노래가 들려요.
준은 언덕을 뛰어올라 도서관으로 가요.
"고래 노래를 들었어요!" 준이 미나에게 말해요.
미나는 준에게 연필과 새 공책을 줘요.
"네가 들은 것을 적어 보렴." 미나가 말해요.
준은 바다와 별과 고래의 노래를 적어요.
다음 날 아이들이 준의 공책을 읽어요.
이제 아이들은 모두 고래 노래를 듣고 싶어 해요.
저녁이 되자 아이들은 미나와 함께 언덕을 내려가요.
아이들은 돌 위에 앉아서 파도 소리를 들어요.
노래를 듣는 아이도 있고 잠이 드는 아이도 있어요.
겨울에는 바람이 차갑고 도서관은 따뜻해요.
아이들은 도서관에서 새 이야기를 쓰고 난롯가에서 읽어요.
미나는 공책을 책 사이에 꽂아요.
옆 마을 사람들도 와서 공책을 읽어요.
어부가 준의 공책을 읽고 웃어요.
"나도 어릴 때 같은 노래를 들었단다." 어부가 말해요.
어부는 아이들에게 옛날 바다와 오래된 배에 관한 이야기를 들려줘요.
아이들은 어부가 들려준 이야기를 적어요.
봄이 되자 공책이 너무 많아져서 새 책장이 필요해요.
어부는 오래된 배의 나무로 책장을 만들어요.
새 책장에서 바다 냄새가 나요.
준은 자기 공책을 새 책장에 꽂아요.
여름마다 고래는 언덕 아래 바다로 돌아와요.
여름마다 새로운 아이들이 노래를 듣고 새 공책을 펼쳐요.
언덕 위 도서관에는 이제 책보다 공책이 더 많아요.
누군가 글을 쓰는 한 도서관은 살아 있다고 미나는 말해요."""
english_new = """\
Today a girl from the city came to the library.
She had never heard the sea.
Mina showed her the shelf of notebooks.
The girl read quietly until the sun went down.
Jun asked her, "Do you want to listen to the whale?"
They walked to the stones and waited.
The wind was warm, and the waves were slow.
Suddenly a whale jumped beside the boat of the fisherman!
The girl wrote everything in her first notebook.
Libraries keep songs, she wrote, and songs keep the sea."""
korean_new = """\
오늘은 도시에서 온 여자아이가 도서관에 들어왔어요.
그 아이는 바다 소리를 들어 본 적이 없었어요.
미나는 공책이 꽂힌 책장을 보여 줬어요.
아이는 해가 질 때까지 조용히 읽었어요.
준이 물었어요. "고래 노래를 들으러 갈래?"
둘은 돌이 있는 곳까지 걸어가서 기다렸어요.
바람은 따뜻하고 파도는 느렸어요.
갑자기 고래가 어부의 배 옆에서 뛰어올랐어요!
아이는 첫 공책에 모든 것을 적었어요.
도서관은 노래를 지키고 노래는 바다를 지킨다고 적었어요."""

stories = {"English": english.splitlines(), "Korean": korean.splitlines()}
new_sentences = {"English": english_new.splitlines(), "Korean": korean_new.splitlines()}
for language in stories:
    print(f"{language}: {len(stories[language])} sentences,", len("".join(stories[language])), "characters")
    print("  ", stories[language][0])

# %% [markdown]
r"""
## 1 · Characters, jamo, bytes

The simplest unit is the character. But what is a character? Python's `list("…")` gives **code points**, the numbered signs of Unicode, and Korean can be written with them in two ways:

- **composed**: one code point for each syllable block. 관 is U+AD00. There are 19 initials × 21 vowels × 28 endings (27 and "none") = 11,172 of them (Unicode Standard, section 3.12).
- **decomposed**: one code point for each letter, or **jamo**. 관 is ᄀ + ᅪ + ᆫ.

Both look the same on the screen. Some systems store file names decomposed, keyboards write composed. Unicode's **normalization** brings text to one form: `unicodedata.normalize("NFC", text)` composes, `"NFD"` decomposes.

Below the code points lie **bytes**. UTF-8 writes an ASCII letter in one byte and a Hangul syllable in three. There are 256 bytes, and every text in every script is made of them.

| unit | 관 | different units that exist |
|---|---|---|
| `"char"`: code points of the composed text | 1 | 11,172 for Hangul alone |
| `"jamo"`: code points of the decomposed text | 3 | 67 for modern Hangul (19 + 21 + 27: ᄂ at the start and ᆫ at the end are two) |
| `"byte"`: bytes of the composed text in UTF-8 | 3 | 256 for everything |

We want to treat all three alike, as lists of one-character strings. For bytes there is a neat way: byte number `b` becomes the character `chr(b)`. It is not the character that a reader would see, only a name for the byte. (GPT-2 does the same with another table, in which every byte can be printed.)

**By hand.** "é" is one character, two with `"jamo"` (e and an accent), and two bytes: 195 and 169.
"""

# %% [markdown] lang="ko"
r"""
## 1 · 글자, 자모, 바이트

가장 단순한 단위는 글자예요. 그런데 글자 하나란 무엇일까요? 파이썬의 `list("…")`가 주는 것은 **코드 포인트**(code point), 곧 유니코드(Unicode)가 번호를 붙인 기호예요. 한글은 이것으로 두 가지 방법으로 쓸 수 있어요.

- **조합된 꼴**: 음절(syllable) 하나가 코드 포인트 하나예요. '관'은 U+AD00이에요. 초성 19개 × 중성 21개 × 종성 28개(27개와 '없음') = 11,172개가 있어요(유니코드 표준 3.12절).
- **분해된 꼴**: 낱글자인 **자모**(jamo) 하나가 코드 포인트 하나예요. '관'은 ᄀ + ᅪ + ᆫ이에요.

화면에서는 둘이 똑같아 보여요. 파일 이름을 분해된 꼴로 저장하는 시스템도 있고, 키보드로 치면 조합된 꼴이 들어가요. 유니코드의 **정규화**(normalization)는 텍스트를 한 가지 꼴로 맞춰 줘요. `unicodedata.normalize("NFC", text)`는 조합하고 `"NFD"`는 분해해요.

코드 포인트 아래에는 **바이트**가 있어요. UTF-8은 ASCII 글자를 1바이트로, 한글 음절을 3바이트로 적어요. 바이트는 256가지뿐이고, 어떤 문자로 쓴 텍스트든 이것으로 이루어져요.

| 단위 | 관 | 존재하는 단위의 종류 |
|---|---|---|
| `"char"`: 조합된 텍스트의 코드 포인트 | 1개 | 한글만 해도 11,172가지 |
| `"jamo"`: 분해된 텍스트의 코드 포인트 | 3개 | 현대 한글은 67가지(19 + 21 + 27, 첫소리 ᄂ과 끝소리 ᆫ은 서로 다른 코드 포인트) |
| `"byte"`: 조합된 텍스트의 UTF-8 바이트 | 3개 | 모든 문자를 통틀어 256가지 |

셋을 모두 같은 방법으로 다루고 싶어요. 그래서 한 글자짜리 문자열의 리스트로 통일해요. 바이트에는 깔끔한 방법이 있어요. 값이 `b`인 바이트를 글자 `chr(b)`로 바꾸는 거예요. 사람이 읽을 글자가 아니라 그 바이트의 이름표일 뿐이에요. (GPT-2도 같은 일을 하는데, 모든 바이트가 눈에 보이도록 다른 표를 써요.)

**손으로 해 보기.** "é"는 글자로는 하나, `"jamo"`로는 둘(e와 악센트), 바이트로는 195와 169 둘이에요.
"""

# %%
for form in ("NFC", "NFD"):
    word = unicodedata.normalize(form, "도서관")
    print(form, word, "code points:", len(word), " bytes:", len(word.encode("utf-8")))
print("bytes of 관:", list("관".encode()))


# %% exercise="char_tokenize" minutes=8 difficulty=1
def char_tokenize(text, unit="char"):
    """Cut text into its smallest units.

    Args:
        text: a string, composed or decomposed.
        unit: "char" for the code points of the composed text (NFC), "jamo" for those of the decomposed text
            (NFD), "byte" for the bytes of the composed text (NFC) in UTF-8.

    Returns:
        list of strings of length one; for "byte", chr(b) stands for the byte with the number b.

    Source: Unicode Standard, section 3.12 (Hangul), and Unicode Standard Annex 15 (NFC, NFD).
    """
    ### BEGIN SOLUTION
    if unit == "jamo":
        return list(unicodedata.normalize("NFD", text))
    composed = unicodedata.normalize("NFC", text)
    if unit == "byte":
        return [chr(b) for b in composed.encode("utf-8")]
    return list(composed)
    ### END SOLUTION


# %% check="char_tokenize" points=3
assert char_tokenize("hi 관") == ["h", "i", " ", "관"], (
    "Is there one string for each character, the space too?"
)
assert char_tokenize("관", "jamo") == ["\u1100", "\u116a", "\u11ab"], (
    "Which normalization takes a syllable apart?"
)
assert char_tokenize("é관", "byte") == [chr(b) for b in (195, 169, 234, 180, 128)], (
    "Which bytes has the text in UTF-8, and is each of them written as chr(b)?"
)
_decomposed = unicodedata.normalize("NFD", "도서관")
assert char_tokenize(_decomposed) == ["도", "서", "관"], (
    "The text came decomposed: what brings it to one form?"
)
assert len(char_tokenize(_decomposed, "byte")) == 9, (
    "Three syllables have nine bytes: is the text composed first?"
)

# %% [markdown] hint="char_tokenize"
r"""
The same word may come composed or decomposed. What must happen to the text before you cut it?
"""

# %% [markdown] hint="char_tokenize" lang="ko"
r"""
같은 단어가 조합된 꼴로도, 분해된 꼴로도 들어올 수 있어요. 자르기 전에 텍스트에 무엇을 해야 할까요?
"""

# %% [markdown] hint="char_tokenize"
r"""
Normalize with `"NFD"` for jamo and with `"NFC"` for the other two. `list` of a string gives its code points. `text.encode("utf-8")` gives bytes, and a loop over bytes gives numbers.
"""

# %% [markdown] hint="char_tokenize" lang="ko"
r"""
자모면 `"NFD"`로, 나머지 둘이면 `"NFC"`로 정규화하세요. 문자열에 `list`를 쓰면 코드 포인트가 나와요. `text.encode("utf-8")`은 바이트를 주고, 바이트를 반복문으로 돌면 숫자가 나와요.
"""

# %% [markdown] hint="char_tokenize"
r"""
For bytes: `[chr(b) for b in composed.encode("utf-8")]`, where `composed` is the text in NFC.
"""

# %% [markdown] hint="char_tokenize" lang="ko"
r"""
바이트라면 `[chr(b) for b in composed.encode("utf-8")]`예요. `composed`는 NFC로 맞춘 텍스트예요.
"""

# %% [markdown]
r"""
## 2 · Words

At the other end stands the word. In our two languages a space tells where a word ends. Two questions remain.

**Where does the space go?** If it is thrown away (as `text.split()` does), the text cannot be put together again: was there one space, or two, or a line break? We do as GPT-2 does (Radford et al. 2019, section 2.2, and its published code): one space belongs to the word that comes *after* it. `" sea"` and `"sea"` are then different words, and joining all pieces gives back the text.

**And the punctuation?** `"sea."` would be another word than `"sea"`. So signs are pieces of their own.

The rule, in full. Read from left to right and take the first of these that fits:

1. a run of word characters (`\w` in a regular expression: letters of any script, digits, the underscore), with the one space before it, if there is one;
2. a run of other visible characters (`[^\w\s]`), with the one space before it, if there is one;
3. a single white-space character (`\s`).

In a regular expression `[^…]` is one character that is none of these, `+` means "one or more", `?` after something "or none", and `|` "or", tried from left to right. `re.findall(pattern, text)` gives all pieces, from left to right.

**By hand.** `'Hi,  "you"'`, with two spaces, becomes `'Hi'`, `','`, `' '`, `' "'`, `'you'`, `'"'`.
"""

# %% [markdown] lang="ko"
r"""
## 2 · 단어

반대쪽 끝에는 단어가 있어요. 영어도 한국어도 띄어쓰기가 단어의 끝을 알려 줘요(한국어에서는 어절이에요). 정할 것이 두 가지 남아 있어요.

**공백은 어디로 갈까요?** `text.split()`처럼 공백을 버리면 텍스트를 되돌릴 수 없어요. 공백이 하나였는지, 둘이었는지, 줄바꿈이었는지 알 길이 없으니까요. 우리는 GPT-2처럼 해요(Radford et al. 2019, 2.2절과 공개된 코드). 공백 하나는 *뒤에 오는* 단어의 것이에요. 그러면 `" sea"`와 `"sea"`는 서로 다른 단어가 되고, 조각을 모두 이어 붙이면 원래 텍스트가 돼요.

**문장 부호는요?** 붙여 두면 `"sea."`가 `"sea"`와 다른 단어가 돼요. 그래서 부호는 따로 한 조각이에요.

규칙 전체는 이래요. 왼쪽에서 오른쪽으로 읽으면서 다음 가운데 처음으로 맞는 것을 떼어 내요.

1. 단어 글자(정규 표현식(regular expression)의 `\w`, 곧 모든 문자의 글자, 숫자, 밑줄)가 이어진 것. 바로 앞에 공백이 있으면 한 칸을 함께 가져가요.
2. 그 밖에 눈에 보이는 글자(`[^\w\s]`)가 이어진 것. 바로 앞에 공백이 있으면 한 칸을 함께 가져가요.
3. 공백 문자(`\s`) 하나.

정규 표현식에서 `[^…]`는 괄호 안에 없는 글자 하나, `+`는 '하나 이상', 뒤에 붙는 `?`는 '있거나 없거나', `|`는 '또는'이에요. `|`는 왼쪽 것부터 시도해요. `re.findall(pattern, text)`는 맞는 조각을 왼쪽부터 모두 찾아 줘요.

**손으로 해 보기.** 공백이 두 칸 든 `'Hi,  "you"'`는 `'Hi'`, `','`, `' '`, `' "'`, `'you'`, `'"'`가 돼요.
"""


# %% exercise="word_tokenize" minutes=8 difficulty=2
def word_tokenize(text):
    r"""Cut text into words; all pieces joined give the text back.

    From left to right, each piece is the first of these that fits:
    a run of word characters (\w), with the one space before it, if there is one;
    a run of other visible characters ([^\w\s]), with the one space before it, if there is one;
    a single white-space character (\s).

    Args:
        text: a string.

    Returns:
        list of strings, none of them empty.

    Source: a simpler form of the pattern of GPT-2 (Radford et al. 2019, section 2.2, and its code).
    """
    ### BEGIN SOLUTION
    return re.findall(r" ?\w+| ?[^\w\s]+|\s", text)
    ### END SOLUTION


# %% check="word_tokenize" points=3
assert word_tokenize("the old sea") == ["the", " old", " sea"], "Does each word keep the space before it?"
assert word_tokenize('Hi,  "you"') == ["Hi", ",", " ", ' "', "you", '"'], (
    "Do you get the six pieces that were cut by hand?"
)
assert word_tokenize('"Really?" he') == ['"', "Really", '?"', " he"], (
    "Do signs that stand together stay one piece?"
)
assert word_tokenize("a\nb") == ["a", "\n", "b"], "Does only a space go with the word, and no line break?"
assert word_tokenize("바다로 가요.") == ["바다로", " 가요", "."], "Does your rule know Korean letters?"
for _text in (stories["Korean"][7], "two  spaces\n and a line ", ""):
    assert "".join(word_tokenize(_text)) == _text, "Do the pieces, joined, give the text back?"

# %% [markdown] hint="word_tokenize"
r"""
`re.findall(pattern, text)` gives all pieces that fit, from left to right. Which of the three kinds has to be tried first?
"""

# %% [markdown] hint="word_tokenize" lang="ko"
r"""
`re.findall(pattern, text)`는 패턴에 맞는 조각을 왼쪽부터 모두 찾아 줘요. 세 가지 가운데 무엇을 먼저 시도해야 할까요?
"""

# %% [markdown] hint="word_tokenize"
r"""
In a regular expression, `?` after a space means "a space, or none", `+` means "one or more", and `|` means "or", tried from left to right.
"""

# %% [markdown] hint="word_tokenize" lang="ko"
r"""
정규 표현식에서 공백 뒤의 `?`는 '공백 하나 또는 없음', `+`는 '하나 이상', `|`는 '또는'이에요. `|`는 왼쪽 것부터 시도해요.
"""

# %% [markdown] hint="word_tokenize"
r"""
The first kind is `" ?\w+"`. Write the second in the same way with `[^\w\s]`, the third is `\s` alone, and put `|` between them. Mark the string as raw: `r"…"`.
"""

# %% [markdown] hint="word_tokenize" lang="ko"
r"""
첫째는 `" ?\w+"`예요. 둘째도 `[^\w\s]`로 똑같이 쓰고, 셋째는 `\s` 하나예요. 셋 사이에 `|`를 넣으세요. 문자열은 `r"…"`처럼 raw 문자열로 쓰세요.
"""

# %% [markdown]
r"""
## 3 · A vocabulary: from tokens to numbers

The **vocabulary** is the list of all tokens that a model knows. A token's place in it is its **id**. A token that is not in it still needs a number, so one entry stands for all of them: `"<unk>"`, unknown, with id 0.

A vocabulary has a size limit, because the model keeps one vector for each entry. So the most frequent tokens come first, and what does not fit is left out. When two tokens are equally frequent, somebody has to decide, or the same text gives different ids on different days. Here Python's order of strings decides: the smaller string first.

**By hand.** From the tokens c, d, b, c, b, a with size 4: `<unk>` 0, b 1, c 2 (both twice, b first), then a 3 (once, before d). The token d does not fit any more.
"""

# %% [markdown] lang="ko"
r"""
## 3 · 어휘: 토큰을 숫자로

**어휘**(vocabulary)는 모델이 아는 토큰을 모두 모은 목록이에요. 목록에서의 자리가 토큰의 **번호**(id)예요. 목록에 없는 토큰도 번호는 있어야 하니까, 한 자리가 그런 토큰을 모두 대신해요. 바로 `"<unk>"`(unknown, 모름)이고 번호는 0이에요.

모델은 항목마다 벡터를 하나씩 갖고 있어야 해서 어휘의 크기에는 한계가 있어요. 그래서 자주 나오는 토큰부터 넣고, 자리가 모자라면 나머지는 빼요. 두 토큰이 똑같이 자주 나오면 순서를 누군가 정해야 해요. 그러지 않으면 같은 텍스트인데도 날마다 번호가 달라질 수 있어요. 여기서는 파이썬의 문자열 순서에 따라 작은 문자열을 앞에 둬요.

**손으로 해 보기.** 토큰이 c, d, b, c, b, a이고 크기가 4라면 `<unk>`가 0, b가 1, c가 2(둘 다 두 번이고 b가 먼저), a가 3(한 번, d보다 먼저)이에요. d는 들어갈 자리가 없어요.
"""


# %% exercise="build_vocab" minutes=8 difficulty=2
def build_vocab(tokens, size):
    """Give ids to the most frequent tokens.

    Args:
        tokens: list of strings, repeated as often as they occur in a text. "<unk>" is not among them.
        size: the vocabulary has at most this many entries, "<unk>" counted; at least 1.

    Returns:
        dict from token to id. "<unk>" has id 0; then the tokens by falling frequency, equally frequent ones in
        Python's order of strings, have the ids 1, 2, 3, ...

    Source: the rule of WordLevelTrainer in the Hugging Face library tokenizers.
    """
    ### BEGIN SOLUTION
    counts = Counter(tokens)
    ordered = sorted(counts, key=lambda token: (-counts[token], token))
    return {token: i for i, token in enumerate(["<unk>", *ordered[: size - 1]])}
    ### END SOLUTION


# %% check="build_vocab" points=3
_vocab = build_vocab(["c", "d", "b", "c", "b", "a"], 4)
assert _vocab.get("<unk>") == 0, "Has the unknown token the id 0?"
assert len(_vocab) == 4, "Is <unk> counted in the size?"
assert _vocab == {"<unk>": 0, "b": 1, "c": 2, "a": 3}, "Do you get the vocabulary that was made by hand?"
assert build_vocab(["x", "y"], 99) == {"<unk>": 0, "x": 1, "y": 2}, (
    "What if there are fewer tokens than places?"
)

# %% [markdown] hint="build_vocab"
r"""
Two things decide the order: first how often a token occurs, then the token itself. One goes down, the other goes up.
"""

# %% [markdown] hint="build_vocab" lang="ko"
r"""
순서를 정하는 것이 두 가지예요. 먼저 나온 횟수, 그다음 토큰 자체예요. 하나는 큰 것부터, 하나는 작은 것부터예요.
"""

# %% [markdown] hint="build_vocab"
r"""
`Counter(tokens)` counts. Sort its keys with `key=lambda token: (-counts[token], token)`: a minus sign turns the order of the counts round. `Counter.most_common` is not enough, it leaves equal counts in the order of the text.
"""

# %% [markdown] hint="build_vocab" lang="ko"
r"""
`Counter(tokens)`가 세어 줘요. 키를 `key=lambda token: (-counts[token], token)`으로 정렬하세요. 음수 부호가 횟수의 순서를 뒤집어요. `Counter.most_common`만으로는 부족해요. 횟수가 같으면 텍스트에 나온 순서대로 두거든요.
"""

# %% [markdown] hint="build_vocab"
r"""
Keep the first `size - 1` of the sorted tokens, put `"<unk>"` in front, and number the list with `enumerate`.
"""

# %% [markdown] hint="build_vocab" lang="ko"
r"""
정렬한 토큰에서 앞의 `size - 1`개만 남기고, 맨 앞에 `"<unk>"`를 넣은 다음 `enumerate`로 번호를 매기세요.
"""

# %% [markdown]
r"""
## 4 · What the vocabulary does not know

A token that is **out of vocabulary** (OOV) becomes `<unk>`, and what it said is lost. How often does that happen?

$$\mathrm{OOV\ rate} = \frac{\text{tokens of the text that are not in the vocabulary}}{\text{tokens of the text}}$$

Every occurrence counts: a text that holds the unknown word `" girl"` twice has two unknown tokens. A text without tokens has the rate 0.

**By hand.** With the vocabulary above, the text a, d, d, b, b has the OOV rate 2/5 = 0.4.
"""

# %% [markdown] lang="ko"
r"""
## 4 · 어휘가 모르는 것

**어휘에 없는**(out of vocabulary, OOV) 토큰은 `<unk>`가 되고, 거기 담겼던 내용은 사라져요. 그런 일이 얼마나 자주 일어날까요?

$$\mathrm{OOV\ rate} = \frac{\text{tokens of the text that are not in the vocabulary}}{\text{tokens of the text}}$$

분자는 텍스트의 토큰 가운데 어휘에 없는 것의 수이고, 분모는 텍스트의 토큰 수예요. 나올 때마다 세요. 모르는 단어 `" girl"`이 두 번 나오면 모르는 토큰은 두 개예요. 토큰이 없는 텍스트의 비율은 0이에요.

**손으로 해 보기.** 위의 어휘로 보면 텍스트 a, d, d, b, b의 OOV 비율은 2/5 = 0.4예요.
"""


# %% exercise="oov_rate" minutes=5 difficulty=1
def oov_rate(tokens, vocab):
    """The share of tokens that the vocabulary does not know.

    Args:
        tokens: list of strings; "<unk>" is not among them.
        vocab: dict from token to id.

    Returns:
        float from 0 to 1; 0 for an empty list. Every occurrence counts.
    """
    ### BEGIN SOLUTION
    if not tokens:
        return 0.0
    return sum(token not in vocab for token in tokens) / len(tokens)
    ### END SOLUTION


# %% check="oov_rate" points=2
_vocab = {"<unk>": 0, "b": 1, "c": 2, "a": 3}
assert oov_rate(["a", "d", "d", "b", "b"], _vocab) == 0.4, (
    "Do you get 0.4 by hand? Does every occurrence count?"
)
assert oov_rate(["a", "b"], _vocab) == 0, "All tokens are known: what is the rate?"
assert oov_rate([], _vocab) == 0, "What is the rate of an empty text?"

# %% [markdown] hint="oov_rate"
r"""
What do you divide by: the tokens of the text, the different tokens of the text, or the entries of the vocabulary?
"""

# %% [markdown] hint="oov_rate" lang="ko"
r"""
무엇으로 나누나요? 텍스트의 토큰 수인가요, 서로 다른 토큰의 수인가요, 어휘의 항목 수인가요?
"""

# %% [markdown] hint="oov_rate"
r"""
`token not in vocab` asks the keys of the dictionary. `True` counts as 1 in a sum. Think of the empty list before you divide.
"""

# %% [markdown] hint="oov_rate" lang="ko"
r"""
`token not in vocab`은 딕셔너리의 키에 없는지 물어요. 합을 구할 때 `True`는 1로 세어져요. 나누기 전에 빈 리스트를 생각하세요.
"""

# %% [markdown] hint="oov_rate"
r"""
`sum(token not in vocab for token in tokens) / len(tokens)`, and `0.0` when there are no tokens.
"""

# %% [markdown] hint="oov_rate" lang="ko"
r"""
`sum(token not in vocab for token in tokens) / len(tokens)`예요. 토큰이 없으면 `0.0`이에요.
"""

# %% [markdown]
r"""
### A belief, put to the test

Many notes about tokens hold this sentence: *"If the unit is too large, words are unknown; if it is too small, the vocabulary grows."* Before you run the next cell: which half do you believe? Guess the order of the four units, from the smallest vocabulary to the largest.

The vocabulary comes from the forty sentences, without a limit. The ten new sentences are then cut in the same way. (For bytes, all 256 are in the vocabulary from the start. There are no more, so nobody leaves one out.)
"""

# %% [markdown] lang="ko"
r"""
### 흔한 믿음을 시험해 봐요

토큰을 다룬 글에서 자주 보이는 문장이 있어요. *"단위가 너무 크면 모르는 단어가 생기고, 너무 작으면 어휘가 커진다."* 다음 셀을 실행하기 전에 생각해 보세요. 어느 쪽 절반을 믿나요? 어휘가 가장 작은 것부터 가장 큰 것까지 네 단위의 순서를 짐작해 보세요.

어휘는 마흔 문장으로 크기 제한 없이 만들어요. 그런 다음 새 문장 열 개를 같은 방법으로 잘라요. (바이트는 처음부터 256가지를 모두 어휘에 넣어요. 그게 전부라서 빼놓을 까닭이 없어요.)
"""

# %%
all_bytes = [chr(b) for b in range(256)]


def pieces(sentences, unit):
    """All tokens of some sentences, with unit "word", "char", "jamo" or "byte"."""
    words = [word for sentence in sentences for word in word_tokenize(sentence)]
    return words if unit == "word" else [token for word in words for token in char_tokenize(word, unit)]


print("language  unit   vocabulary   tokens per new sentence   OOV rate")
for language in stories:
    for unit in ("word", "char", "jamo", "byte"):
        known = pieces(stories[language], unit) + (all_bytes if unit == "byte" else [])
        unit_vocab = build_vocab(known, 10_000)
        new = pieces(new_sentences[language], unit)
        rate = oov_rate(new, unit_vocab)
        print(f"{language:10s}{unit:6s}{len(unit_vocab):11d}{len(new) / 10:26.1f}{rate:11.1%}")

# %% [markdown]
r"""
### What you see

Go down the Korean rows. From words to syllables to jamo the units get smaller, and the vocabulary **shrinks**: 198, 157, 53. The sequence **grows**: 7.3, 24.2, 48.7 tokens a sentence. And the unknown tokens **go away**: 67 %, 9.5 %, 0.6 %. With bytes nothing is ever unknown.

So the first half of the sentence is right, and the second half is the wrong way round: **small units make a small vocabulary. What grows is the sequence.** That has its own price, because attention compares every token with every other one (Day 4): twice as many tokens, four times as many pairs.

The bytes have 257 entries here, more than the jamo that our little story needs. That is a fixed number, and it covers all texts of the world. A vocabulary of all Hangul syllables would need 11,172, and a vocabulary of all Korean words cannot be written down: with particles and endings new words arise every day. That is also why the OOV rate of words is twice as high in Korean (67 %) as in English (34 %): 도서관이, 도서관은, 도서관에 and 도서관으로 are four words to the computer, where English has one.

In English, characters, jamo and bytes cut the text into the same pieces, because it is pure ASCII. Only the 214 other bytes, which never occur, make that vocabulary larger.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

한국어 행을 차례로 내려가 보세요. 단어에서 음절, 자모로 단위가 작아질수록 어휘는 **작아져요**. 198, 157, 53이에요. 토큰의 열(sequence)은 **길어져요**. 문장마다 7.3, 24.2, 48.7개예요. 그리고 모르는 토큰은 **사라져요**. 67%, 9.5%, 0.6%예요. 바이트로는 모르는 것이 전혀 없어요.

그러니 그 문장의 앞 절반은 맞고, 뒤 절반은 거꾸로예요. **단위가 작으면 어휘도 작아요. 커지는 것은 토큰의 열이에요.** 여기에는 대가가 따라요. 어텐션(attention)은 모든 토큰을 다른 모든 토큰과 비교하거든요(4일 차). 토큰이 두 배가 되면 쌍은 네 배가 돼요.

여기서 바이트의 어휘는 257개라 우리 짧은 이야기에 나오는 자모보다 많아요. 하지만 이 수는 변하지 않고, 세상의 모든 텍스트를 나타낼 수 있어요. 한글 음절을 모두 담으려면 11,172개가 필요하고, 한국어 단어를 모두 담은 어휘는 아예 만들 수 없어요. 조사와 어미가 붙어 날마다 새 단어가 생기니까요. 단어의 OOV 비율이 영어(34%)보다 한국어(67%)에서 두 배쯤 높은 까닭도 이것이에요. 영어라면 library 하나인데, 컴퓨터에게 도서관이, 도서관은, 도서관에, 도서관으로는 서로 다른 단어 네 개예요.

영어는 글자로든 자모로든 바이트로든 똑같은 조각으로 잘려요. 우리 텍스트가 순수한 ASCII이기 때문이에요. 한 번도 나오지 않는 나머지 바이트 214개 때문에 어휘만 더 클 뿐이에요.
"""

# %% [markdown]
r"""
## 5 · Byte-pair encoding: count the pairs

Words are too many, small units make long sequences. In 1994 Philip Gage described a way to shorten files: find the pair of neighbouring bytes that occurs most often, give it a new sign of its own, and do it again. Sennrich, Haddow and Birch (2016, section 3.2) turned it into a way to cut words for translation, and the 2017 Transformer used it (Vaswani et al., section 5.1). Frequent words become one token; rare ones stay in a few pieces; nothing has to be unknown.

![Three rounds of byte-pair encoding on four words: sea, sea, see, set, each first cut into letters. Round 1: s and e stand side by side four times, more often than any other pair, and are merged into se. Round 2: se and a occur twice and become sea. Round 3: se, e and se, t both occur once; e has the smaller id, so se and e become see.](figures/day02_merges.svg)

The whole training is a loop around two small steps, *count* and *merge*. First, counting.

A word is a list of tokens, at the start its characters. A **pair** is two tokens that stand side by side in one word. Each place counts: the word a, a, a holds the pair (a, a) twice, at places 0 and 1. A word that stands in the text five times counts five times. And **a pair never reaches over the border of two words**, so that no token will ever hold the end of one word and the start of the next.

**By hand.** Words s-e-a, s-e-a, s-e-e, s-e-t: (s, e) 4 times, (e, a) twice, (e, e) once, (e, t) once.
"""

# %% [markdown] lang="ko"
r"""
## 5 · 바이트 쌍 인코딩: 쌍을 세어요

단어는 너무 많고, 작은 단위는 열이 길어져요. 1994년에 필립 게이지(Philip Gage)는 파일을 줄이는 방법을 하나 소개했어요. 나란히 놓인 바이트 쌍 가운데 가장 자주 나오는 쌍에 새 기호를 하나 주고, 이 일을 되풀이하는 거예요. Sennrich, Haddow, Birch(2016, 3.2절)는 이것을 번역에 쓸 단어를 자르는 방법으로 바꿨고, 2017년의 트랜스포머도 이 방법을 썼어요(Vaswani et al., 5.1절). 자주 나오는 단어는 토큰 하나가 되고, 드문 단어는 몇 조각으로 남아요. 모르는 것이 생길 까닭이 없어요.

![네 단어 sea, sea, see, set을 글자로 자른 다음 바이트 쌍 인코딩을 세 번 하는 그림이에요. 1회: s와 e가 나란히 네 번 나와요. 다른 쌍보다 많아서 se로 합쳐져요. 2회: se와 a가 두 번 나와서 sea가 돼요. 3회: se와 e, se와 t가 똑같이 한 번씩 나와요. e의 번호가 더 작으니 se와 e가 see가 돼요.](figures/day02_merges.svg)

학습은 *세기*와 *합치기*, 이 작은 두 단계를 되풀이하는 것이 전부예요. 먼저 세기부터 해요.

단어 하나는 토큰의 리스트이고, 처음에는 글자의 리스트예요. **쌍**(pair)은 한 단어 안에서 나란히 놓인 두 토큰이에요. 자리마다 하나로 세요. 단어 a, a, a에는 쌍 (a, a)가 0번 자리와 1번 자리에, 모두 두 번 있어요. 텍스트에 다섯 번 나오는 단어는 다섯 번 세요. 그리고 **쌍은 두 단어의 경계를 넘지 않아요**. 그래야 한 단어의 끝과 다음 단어의 처음이 한 토큰에 담기는 일이 없어요.

**손으로 해 보기.** 단어가 s-e-a, s-e-a, s-e-e, s-e-t라면 (s, e)가 네 번, (e, a)가 두 번, (e, e)가 한 번, (e, t)가 한 번이에요.
"""


# %% exercise="count_pairs" minutes=8 difficulty=2
def count_pairs(words):
    """Count how often two tokens stand side by side within a word.

    Args:
        words: list of words, each a list of tokens (strings). The same word may stand in it many times.

    Returns:
        list of ((left, right), count): every pair that occurs is listed, and only once, in any order. Every place
        counts, also when two places overlap: ["a", "a", "a"] holds ("a", "a") twice.

    Source: Sennrich et al. 2016, algorithm 1 (get_stats).
    """
    ### BEGIN SOLUTION
    counts = Counter()
    for word in words:
        counts.update(pairwise(word))
    return list(counts.items())
    ### END SOLUTION


# %% check="count_pairs" points=3
_words = [["s", "e", "a"], ["s", "e", "a"], ["s", "e", "e"], ["s", "e", "t"]]
_counted = count_pairs(_words)
assert isinstance(_counted, list), "Is the result a list? A dictionary gives one with list(counts.items())."
assert dict(_counted) == {("s", "e"): 4, ("e", "a"): 2, ("e", "e"): 1, ("e", "t"): 1}, (
    "Do you get the counts made by hand? Does every word count, also the second sea?"
)
assert dict(count_pairs([["a", "a", "a"]])) == {("a", "a"): 2}, "At which places does a, a, a hold the pair?"
assert dict(count_pairs([["x", "y"], ["z"]])) == {("x", "y"): 1}, (
    "Does a pair reach over the border of two words?"
)

# %% [markdown] hint="count_pairs"
r"""
How many neighbours has a word of five tokens? And a word of one? Take one word at a time.
"""

# %% [markdown] hint="count_pairs" lang="ko"
r"""
토큰 다섯 개짜리 단어에는 이웃한 쌍이 몇 개 있나요? 하나짜리 단어에는요? 단어를 하나씩 다루세요.
"""

# %% [markdown] hint="count_pairs"
r"""
`pairwise(word)`, or `zip(word, word[1:])`, walks through all neighbours of a word. A `Counter` has a method `update` that counts what it is given.
"""

# %% [markdown] hint="count_pairs" lang="ko"
r"""
`pairwise(word)`나 `zip(word, word[1:])`은 한 단어의 이웃한 쌍을 모두 지나가요. `Counter`에는 주어진 것을 세는 `update` 메서드가 있어요.
"""

# %% [markdown] hint="count_pairs"
r"""
Start with `counts = Counter()`, call `counts.update(...)` once for each word, and give back `list(counts.items())`.
"""

# %% [markdown] hint="count_pairs" lang="ko"
r"""
`counts = Counter()`로 시작해서 단어마다 `counts.update(...)`를 한 번씩 부르고, `list(counts.items())`를 돌려주세요.
"""

# %% [markdown]
r"""
## 6 · Merge a pair

Merging puts one token in the place of a pair, wherever it stands in a word. Go from left to right. When the pair is there, write the joined token and **step over both**; else copy one token and step on by one.

The stepping matters when places overlap. In a, a, a the pair (a, a) stands at places 0 and 1, but the middle a can be used once only: the result is aa, a.

And a pair is two *tokens*, not two letters. In the word xa, b the pair (a, b) does not occur, though the letters a and b stand side by side.

**By hand.** s, e, s, e, e with the pair (s, e): se, se, e.
"""

# %% [markdown] lang="ko"
r"""
## 6 · 쌍을 합쳐요

합치기는 단어 안에서 그 쌍이 있는 곳마다 토큰 하나를 대신 놓는 일이에요. 왼쪽에서 오른쪽으로 가요. 쌍이 있으면 이어 붙인 토큰을 쓰고 **둘 다 건너뛰어요**. 없으면 토큰 하나를 그대로 옮기고 한 칸 나아가요.

자리가 겹칠 때는 이 '건너뛰기'가 중요해요. a, a, a에는 쌍 (a, a)가 0번과 1번 자리에 있지만, 가운데 a는 한 번만 쓸 수 있어요. 결과는 aa, a예요.

그리고 쌍은 글자 두 개가 아니라 *토큰* 두 개예요. 단어 xa, b에서는 글자 a와 b가 나란히 있지만 쌍 (a, b)는 없어요.

**손으로 해 보기.** s, e, s, e, e에서 쌍 (s, e)를 합치면 se, se, e예요.
"""


# %% exercise="merge_pair" minutes=8 difficulty=2
def merge_pair(tokens, pair):
    """Join a pair of tokens wherever it stands, from left to right, each token used once.

    Args:
        tokens: list of strings; it is not changed.
        pair: (left, right), two strings.

    Returns:
        a new list of strings.

    Source: Sennrich et al. 2016, algorithm 1 (merge_vocab).
    """
    ### BEGIN SOLUTION
    merged = []
    i = 0
    while i < len(tokens):
        if tuple(tokens[i : i + 2]) == tuple(pair):
            merged.append(tokens[i] + tokens[i + 1])
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    return merged
    ### END SOLUTION


# %% check="merge_pair" points=3
_tokens = ["s", "e", "s", "e", "e"]
assert merge_pair(_tokens, ("s", "e")) == ["se", "se", "e"], "Do you get se, se, e by hand?"
assert _tokens == ["s", "e", "s", "e", "e"], "Is the list of the caller still the same?"
assert merge_pair(["a", "a", "a"], ("a", "a")) == ["aa", "a"], "Where do you go on after a merge?"
assert merge_pair(["xa", "b"], ("a", "b")) == ["xa", "b"], "Do you compare tokens, or letters?"
assert merge_pair(["a", "bc"], ("ab", "c")) == ["a", "bc"], "The letters are the same; are the tokens?"
assert merge_pair(["b", "a"], ("a", "b")) == ["b", "a"], "Which of the two stands on the left?"

# %% [markdown] hint="merge_pair"
r"""
A `for` loop goes on by one each time. Which loop lets you go on by two?
"""

# %% [markdown] hint="merge_pair" lang="ko"
r"""
`for` 반복문은 늘 한 칸씩 나아가요. 두 칸 나아갈 수 있는 반복문은 무엇일까요?
"""

# %% [markdown] hint="merge_pair"
r"""
Keep an index `i` and a new list. `while i < len(tokens)`: look at `tokens[i]` and, if there is one, at `tokens[i + 1]`.
"""

# %% [markdown] hint="merge_pair" lang="ko"
r"""
자리 `i`와 새 리스트를 하나 두세요. `while i < len(tokens)` 안에서 `tokens[i]`를 보고, 다음 토큰이 있으면 `tokens[i + 1]`도 보세요.
"""

# %% [markdown] hint="merge_pair"
r"""
When `i + 1 < len(tokens)` and both tokens fit: append their sum and add 2 to `i`. In every other case append `tokens[i]` and add 1.
"""

# %% [markdown] hint="merge_pair" lang="ko"
r"""
`i + 1 < len(tokens)`이고 두 토큰이 모두 맞으면, 둘을 이어 붙여 추가하고 `i`에 2를 더하세요. 그 밖에는 `tokens[i]`를 추가하고 1을 더하세요.
"""

# %% [markdown]
r"""
## 7 · Train: count, merge, repeat

Training learns two things: the list of **merges**, in the order in which they were made, and the **vocabulary**.

1. The vocabulary starts with `<unk>` (id 0) and all single units, sorted. Units of the training words are in it, and those of `alphabet`, even if the text does not have them. For bytes we shall pass all 256, and then no text can hold an unknown one.
2. Count the pairs of all words. **Take the most frequent one. If several are equally frequent, take the one whose left token has the smallest id; if that is the same, the smallest id on the right.**
3. Note the pair in the list of merges. The joined token comes to the end of the vocabulary, with the next id. Merge the pair in every word.
4. Again from step 2, until there are `n_merges` merges, or no pair is left because every word is one token.

Count anew in each round: after the merge the neighbours are others.

Step 2 says what to do with a tie, and this is not pedantry. In a text as small as ours nearly every round has one: we counted 271 to 289 ties in the first 300 rounds, depending on language and unit. Another rule (the first pair met, the greatest string) is just as good for a model, but it gives other merges, hence other tokens, and a model trained with one tokenizer cannot read the tokens of another. Our rule is that of the Hugging Face library `tokenizers`.

**By hand**, as in the picture: sea, sea, see, set. Start: `<unk>` 0, a 1, e 2, s 3, t 4. The first merge (s, e) makes se 5, the second (se, a) makes sea 6. Then (se, e) and (se, t) both occur once, the left token is the same, and e has the smaller id: see 7.
"""

# %% [markdown] lang="ko"
r"""
## 7 · 학습: 세고, 합치고, 되풀이해요

학습하면 두 가지를 얻어요. **병합**(merge)을 일어난 순서대로 적은 목록, 그리고 **어휘**예요.

1. 어휘는 `<unk>`(번호 0)와 모든 단위를 정렬한 것으로 시작해요. 학습할 단어에 나오는 단위와 `alphabet`에 든 단위를 넣어요. `alphabet`의 단위는 텍스트에 없어도 넣어요. 바이트라면 256개를 모두 넘길 거예요. 그러면 어떤 텍스트에도 모르는 바이트가 없어요.
2. 모든 단어의 쌍을 세요. **가장 자주 나오는 쌍을 골라요. 똑같이 자주 나오는 쌍이 여럿이면 왼쪽 토큰의 번호가 가장 작은 쌍을, 그것도 같으면 오른쪽 토큰의 번호가 가장 작은 쌍을 골라요.**
3. 그 쌍을 병합 목록에 적어요. 이어 붙인 토큰은 다음 번호를 받아 어휘의 끝에 들어가요. 모든 단어에서 그 쌍을 합쳐요.
4. 2단계로 돌아가요. 병합이 `n_merges`번이 되거나, 모든 단어가 토큰 하나가 되어 쌍이 남지 않을 때까지요.

매번 새로 세야 해요. 합치고 나면 이웃이 달라지니까요.

2단계는 동점(tie)일 때 어떻게 할지 정해 줘요. 괜한 까다로움이 아니에요. 우리처럼 작은 텍스트에서는 거의 매번 동점이 나와요. 세어 보니 처음 300번 가운데 271번에서 289번이 동점이었어요. 언어와 단위에 따라 달라요. 다른 규칙(먼저 만난 쌍, 가장 큰 문자열)을 써도 모델에는 나쁠 것이 없어요. 하지만 병합이 달라지고 토큰이 달라져요. 한 토크나이저(tokenizer)로 학습한 모델은 다른 토크나이저의 토큰을 읽지 못해요. 우리 규칙은 허깅 페이스(Hugging Face)의 `tokenizers` 라이브러리와 같아요.

**손으로 해 보기.** 그림처럼 sea, sea, see, set이에요. 처음에는 `<unk>` 0, a 1, e 2, s 3, t 4예요. 첫 병합 (s, e)로 se 5가, 둘째 병합 (se, a)로 sea 6이 생겨요. 그다음 (se, e)와 (se, t)는 똑같이 한 번씩 나와요. 왼쪽은 같고 e의 번호가 더 작으니 see 7이 돼요.
"""


# %% exercise="train_bpe" minutes=15 difficulty=3
def train_bpe(words, n_merges, alphabet=()):
    """Learn byte-pair encoding from words.

    Args:
        words: list of words, each a list of units (strings of length one); it is not changed.
        n_merges: how many merges to make; fewer only when no pair is left. Pairs that occur once are merged, too.
        alphabet: units that belong to the vocabulary even if they are not in the words.

    Returns:
        merges: list of (left, right) in the order in which they were merged. In each round it is the most frequent
            pair; of equally frequent ones that with the smallest id on the left, then with the smallest id on the
            right.
        vocab: dict from token to id. "<unk>" has id 0; then all units in Python's order of strings; then the joined
            tokens in the order of the merges.

    Source: Sennrich et al. 2016, algorithm 1; ties as in BpeTrainer of the Hugging Face library tokenizers.
    """
    ### BEGIN SOLUTION
    units = sorted(set(alphabet).union(*words))
    vocab = {token: i for i, token in enumerate(["<unk>", *units])}

    def rank(item):
        (left, right), count = item
        return -count, vocab[left], vocab[right]

    merges = []
    for _ in range(n_merges):
        counts = count_pairs(words)
        if not counts:
            break
        pair, _count = min(counts, key=rank)
        merges.append(pair)
        vocab.setdefault(pair[0] + pair[1], len(vocab))
        words = [merge_pair(word, pair) for word in words]
    return merges, vocab
    ### END SOLUTION


# %% check="train_bpe" points=5
_words = [list("sea"), list("sea"), list("see"), list("set")]
_merges, _vocab = train_bpe(_words, 3)
assert [tuple(pair) for pair in _merges] == [("s", "e"), ("se", "a"), ("se", "e")], (
    "Do you get the merges made by hand? In round 3 there is a tie."
)
assert _vocab == {"<unk>": 0, "a": 1, "e": 2, "s": 3, "t": 4, "se": 5, "sea": 6, "see": 7}, (
    "Units sorted, then the joined tokens in order: is that your vocabulary?"
)
assert _words[0] == ["s", "e", "a"], "Are the words of the caller still the same?"
assert [tuple(pair) for pair in train_bpe([list("abd"), list("ab"), list("ab"), list("cd")], 2)[0]] == [
    ("a", "b"),
    ("c", "d"),
], "A tie in round 2: c has the id 3, ab the id 5. Do ids decide, not strings, nor which pair was met first?"
assert len(train_bpe(_words, 99)[0]) == 4, "When is there no pair left? Does your loop stop then?"
assert train_bpe([["b"]], 5, ["a", "c"]) == ([], {"<unk>": 0, "a": 1, "b": 2, "c": 3}), (
    "Do the units of alphabet belong to the vocabulary?"
)

# %% [markdown] hint="train_bpe"
r"""
Write the four steps as comments first. Two of them you have already as functions.
"""

# %% [markdown] hint="train_bpe" lang="ko"
r"""
네 단계를 먼저 주석으로 적어 보세요. 그 가운데 둘은 이미 함수로 만들었어요.
"""

# %% [markdown] hint="train_bpe"
r"""
The best pair is a `min` over `count_pairs(words)` whose key is a tuple of three: the count with a minus sign, the id of the left token, the id of the right token. Make a new list of words in each round, then the caller's stays as it was.
"""

# %% [markdown] hint="train_bpe" lang="ko"
r"""
가장 좋은 쌍은 `count_pairs(words)`의 `min`이에요. key는 세 값의 튜플로 두세요. 음수 부호를 붙인 횟수, 왼쪽 토큰의 번호, 오른쪽 토큰의 번호예요. 단어의 리스트는 매번 새로 만드세요. 그러면 함수를 부른 쪽의 것이 그대로 남아요.
"""

# %% [markdown] hint="train_bpe"
r"""
`pair, count = min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))`. The start of the vocabulary is `["<unk>"]` and then `sorted(...)` of all units of all words and of `alphabet`. A new token gets the id `len(vocab)`.
"""

# %% [markdown] hint="train_bpe" lang="ko"
r"""
`pair, count = min(counts, key=lambda c: (-c[1], vocab[c[0][0]], vocab[c[0][1]]))`예요. 어휘는 `["<unk>"]`로 시작하고, 모든 단어와 `alphabet`의 단위를 모아 `sorted(...)`한 것이 이어져요. 새 토큰의 번호는 `len(vocab)`이에요.
"""

# %% [markdown]
r"""
### The first merges of two languages

Now the real text, in three units. The space is shown as ␣; bytes are shown as hexadecimal numbers.
"""

# %% [markdown] lang="ko"
r"""
### 두 언어의 처음 병합들

이제 진짜 텍스트를 세 가지 단위로 학습해 봐요. 공백은 ␣로, 바이트는 16진수로 보여 줘요.
"""

# %%
n_merges = 60 if os.environ.get("NBGRADER_EXECUTION") else 300
trained = {}  # (language, unit) -> merges, vocab
for language in stories:
    words = [word for sentence in stories[language] for word in word_tokenize(sentence)]
    for unit in ("char", "jamo", "byte"):
        units = [char_tokenize(word, unit) for word in words]
        trained[language, unit] = train_bpe(units, n_merges, all_bytes if unit == "byte" else [])


def seen(token, unit):
    """A token as a reader can see it."""
    if unit == "byte" and any(ord(c) > 126 for c in token):
        return " ".join(f"{ord(c):02X}" for c in token)
    return unicodedata.normalize("NFC", token).replace(" ", "␣")


for (language, unit), (merges, _) in trained.items():
    first = [seen(left + right, unit) for left, right in merges[:9]]
    print(f"{language:8s} {unit:5s}", " | ".join(first))

# %% [markdown]
r"""
In English the second merge takes a space and a t together, and the third makes `␣the` out of it: the most frequent word of the text is one token after three merges. In Korean syllables the first is 어요, the ending of nearly every sentence here.

With jamo the first merges make the middles and ends of syllables, such as ᅳ + ᆯ. With bytes they are not readable at all: `20 EB` is a space and the first byte of a syllable. A token may hold *a part of a letter*. Remember that when you decode.

The next cell needs the library `tokenizers` and says so if it is not there. Many open models take their tokens from it. It gets the same words and the same numbers of merges.
"""

# %% [markdown] lang="ko"
r"""
영어에서는 두 번째 병합이 공백과 t를 합치고, 세 번째가 그것으로 `␣the`를 만들어요. 텍스트에서 가장 흔한 단어가 병합 세 번 만에 토큰 하나가 됐어요. 한국어 음절에서는 첫 병합이 '어요'예요. 이 이야기의 문장이 거의 다 이렇게 끝나요.

자모에서는 처음에 ᅳ + ᆯ처럼 음절의 가운데와 끝이 만들어져요. 바이트에서는 아예 읽을 수가 없어요. `20 EB`는 공백과, 어떤 음절의 첫 바이트예요. 토큰 하나에 *글자의 일부*만 담길 수도 있다는 뜻이에요. 디코딩할 때 이 점을 떠올리세요.

다음 셀에는 `tokenizers` 라이브러리가 필요해요. 없으면 없다고 알려 줘요. 공개된 모델 여럿이 이 라이브러리로 토큰을 만들어요. 같은 단어와 같은 병합 횟수를 줘요.
"""

# %%
try:
    from tokenizers import Tokenizer, models, trainers
except ImportError:
    print("The library tokenizers is not installed here. Nothing after this cell needs it.")
else:
    for (language, unit), (_, vocab) in trained.items():
        words = [word for sentence in stories[language] for word in word_tokenize(sentence)]
        library = Tokenizer(models.BPE(unk_token="<unk>"))
        trainer = trainers.BpeTrainer(
            vocab_size=len(vocab),
            special_tokens=["<unk>"],
            initial_alphabet=all_bytes if unit == "byte" else [],
            show_progress=False,
        )
        library.train_from_iterator(["".join(char_tokenize(word, unit)) for word in words], trainer)
        print(f"{language:8s} {unit:5s} same vocabulary, same ids: {library.get_vocab() == vocab}")

# %% [markdown]
r"""
## 8 · Spot the bug: the encoder that passes every round trip

To cut a *new* word, replay the training on it: start with single units, and apply **the merges in the order in which they were learned**, each one wherever it fits, before the next (Sennrich et al. 2016, section 3.2).

The function below looks clever, and its tokens are all in the vocabulary. Joined, they give the word back, so every round trip is perfect. And yet it gives other tokens than training did. Take the merges (b, c) first, then (a, b), and the word a, b, c: what should come out, and what does the function give?

Read how it chooses the next token, mend it, then choose what was wrong.

- **A**: It loses characters that are in no merge.
- **B**: It looks for the longest token from the left, whereas the order of the merges decides.
- **C**: It merges over the border of two words.
- **D**: It should start at the right end of the word.
"""

# %% [markdown] lang="ko"
r"""
## 8 · 버그 찾기: 되돌리기는 늘 성공하는 인코더

*새로운* 단어를 자르려면 학습 때 한 일을 그대로 되풀이해요. 단위 하나하나에서 시작해서 **병합을 배운 순서대로** 적용해요. 한 병합을 들어맞는 곳마다 모두 적용한 다음에 다음 병합으로 넘어가요(Sennrich et al. 2016, 3.2절).

아래 함수는 똑똑해 보이고, 나온 토큰도 모두 어휘에 있어요. 이어 붙이면 원래 단어가 되니까 되돌려 보면 언제나 완벽해요. 그런데도 학습 때와는 다른 토큰을 내놓아요. 병합이 (b, c), (a, b) 순서이고 단어가 a, b, c일 때 무엇이 나와야 하고, 함수는 무엇을 내놓나요?

함수가 다음 토큰을 어떻게 고르는지 읽어 보고, 고친 다음, 무엇이 틀렸는지 고르세요.

- **A**: 어떤 병합에도 없는 글자를 잃어버려요.
- **B**: 병합의 순서에 따라야 하는데, 왼쪽부터 가장 긴 토큰을 찾아요.
- **C**: 두 단어의 경계를 넘어서 합쳐요.
- **D**: 단어의 오른쪽 끝에서 시작해야 해요.
"""


# %% exercise="apply_merges" kind="bug" bug="longest_from_the_left" minutes=8 difficulty=2
def apply_merges(tokens, merges):
    """Cut one word as training would have cut it.

    Args:
        tokens: list of units (strings of length one), one word; it is not changed.
        merges: list of (left, right) in the order in which they were learned.

    Returns:
        list of strings: the tokens after every merge was applied wherever it fits, in the order of the list.

    Source: Sennrich et al. 2016, section 3.2.
    """
    ### BEGIN SOLUTION
    for pair in merges:
        tokens = merge_pair(tokens, pair)
    return list(tokens)
    ### END SOLUTION
    ### BEGIN BUG
    # known = {left + right for left, right in merges}
    # rest = "".join(tokens)
    # result = []
    # while rest:
    #     size = len(rest)
    #     while size > 1 and rest[:size] not in known:
    #         size -= 1
    #     result.append(rest[:size])
    #     rest = rest[size:]
    # return result
    ### END BUG


# One letter, "A" to "D": what was wrong?
### BEGIN SOLUTION
apply_merges_reason = "B"
### END SOLUTION

# %% check="apply_merges" points=3
_cut = apply_merges(["a", "b", "c"], [("b", "c"), ("a", "b")])
# The next line passes with the bug, too.
assert "".join(_cut) == "abc", "Joined, do the tokens give the word back?"
assert _cut == ["a", "bc"], (
    "Which of the two merges came first in training, and which b is left for the second?"
)
assert apply_merges(["s", "e", "a", "t"], [("s", "e"), ("se", "a")]) == ["sea", "t"], (
    "Does a later merge use what an earlier one has made?"
)
assert apply_merges_reason in ("A", "B", "C", "D"), "Did you choose one letter from A to D?"

# %% [markdown] hint="apply_merges"
r"""
Does the order of the list `merges` make any difference to the function as it stands? Turn the list round and call it again.
"""

# %% [markdown] hint="apply_merges" lang="ko"
r"""
지금의 함수에서 `merges` 리스트의 순서가 결과에 영향을 주나요? 리스트를 뒤집어서 다시 불러 보세요.
"""

# %% [markdown] hint="apply_merges"
r"""
You do not need the longest token, nor the vocabulary. One loop over the merges is enough, and exercise 6 does the work inside it.
"""

# %% [markdown] hint="apply_merges" lang="ko"
r"""
가장 긴 토큰도, 어휘도 필요 없어요. 병합을 도는 반복문 하나면 되고, 그 안의 일은 6번 문제에서 만든 함수가 해요.
"""

# %% [markdown] hint="apply_merges"
r"""
`for pair in merges:` and in it `tokens = merge_pair(tokens, pair)`. The letter speaks of what decides: length, or order.
"""

# %% [markdown] hint="apply_merges" lang="ko"
r"""
`for pair in merges:` 안에 `tokens = merge_pair(tokens, pair)`를 쓰세요. 고를 답은 무엇이 결정하는지, 곧 길이인지 순서인지에 관한 것이에요.
"""

# %% [markdown]
r"""
## 9 · Encode: text to ids

All steps in a row: cut the text into words, cut each word into units, apply the merges, look up the ids. A token that the vocabulary does not have gets the id of `"<unk>"`.

| step | "the sea" with characters |
|---|---|
| words | `the`, `␣sea` |
| units | t h e, ␣ s e a |
| after the merges | for example t he, ␣s ea |
| ids | four whole numbers |

Words are cut *before* the units, so that merges stay within a word, as in training.
"""

# %% [markdown] lang="ko"
r"""
## 9 · 인코딩: 텍스트를 번호로

이제 모든 단계를 이어요. 텍스트를 단어로 자르고, 단어를 단위로 자르고, 병합을 적용하고, 번호를 찾아요. 이것이 인코딩(encoding)이에요. 어휘에 없는 토큰은 `"<unk>"`의 번호를 받아요.

| 단계 | "the sea"를 글자 단위로 |
|---|---|
| 단어 | `the`, `␣sea` |
| 단위 | t h e, ␣ s e a |
| 병합한 뒤 | 예를 들면 t he, ␣s ea |
| 번호 | 정수 네 개 |

단위로 자르기 *전에* 단어로 잘라요. 그래야 학습 때처럼 병합이 한 단어 안에 머물러요.
"""


# %% exercise="encode" minutes=9 difficulty=2
def encode(text, merges, vocab, unit="char"):
    """Turn text into ids.

    Args:
        text: a string.
        merges: list of (left, right), as train_bpe gives it.
        vocab: dict from token to id, as train_bpe gives it; it holds "<unk>".
        unit: "char", "jamo" or "byte", the unit of the training.

    Returns:
        list of ints: for each word of word_tokenize, its units after the merges, each as its id. A token that is not
        in the vocabulary has the id of "<unk>".

    Source: Sennrich et al. 2016, section 3.2; Radford et al. 2019, section 2.2, for bytes.
    """
    ### BEGIN SOLUTION
    ids = []
    for word in word_tokenize(text):
        tokens = apply_merges(char_tokenize(word, unit), merges)
        ids += [vocab.get(token, vocab["<unk>"]) for token in tokens]
    return ids
    ### END SOLUTION


# %% check="encode" points=3
_merges, _vocab = [("s", "e"), ("se", "a")], {"<unk>": 0, " ": 1, "a": 2, "e": 3, "s": 4, "se": 5, "sea": 6}
assert encode("sea see", _merges, _vocab) == [6, 1, 5, 3], "Do you get sea, space, se, e by hand?"
assert encode("seal", _merges, _vocab) == [6, 0], (
    "The l is unknown: which id does it get? Does sea stay known?"
)
for _unit in ("char", "jamo", "byte"):
    _ids = encode(stories["Korean"][0], *trained["Korean", _unit], _unit)
    assert all(isinstance(i, int) for i in _ids), "Are the results ids, not tokens?"
    assert 0 not in _ids, "A training sentence has no unknown token: is the word cut into the right unit?"

# %% [markdown] hint="encode"
r"""
Three of your functions, one inside the other, and a dictionary. In which order does the table name them?
"""

# %% [markdown] hint="encode" lang="ko"
r"""
여러분이 만든 함수 세 개를 차례로 쓰고, 딕셔너리를 한 번 찾아보면 돼요. 표에는 어떤 순서로 나와 있나요?
"""

# %% [markdown] hint="encode"
r"""
A loop over `word_tokenize(text)`, and in it a loop over `apply_merges(char_tokenize(word, unit), merges)`. `vocab.get(token, …)` has a second argument for what is not there.
"""

# %% [markdown] hint="encode" lang="ko"
r"""
`word_tokenize(text)`를 도는 반복문 안에서 `apply_merges(char_tokenize(word, unit), merges)`를 도세요. `vocab.get(token, …)`의 두 번째 인수는 없을 때 줄 값이에요.
"""

# %% [markdown] hint="encode"
r"""
In the inner loop: `ids.append(vocab.get(token, vocab["<unk>"]))`. Do not forget to hand `unit` on to `char_tokenize`.
"""

# %% [markdown] hint="encode" lang="ko"
r"""
안쪽 반복문에서 `ids.append(vocab.get(token, vocab["<unk>"]))`라고 쓰세요. `char_tokenize`에 `unit`을 넘기는 것도 잊지 마세요.
"""

# %% [markdown]
r"""
## 10 · Decode: ids to text

The way back: look up the token of each id, join the tokens, and undo what the unit did.

- `"char"` and `"jamo"`: compose the joined text (NFC).
- `"byte"`: each character stands for a byte. `ord` gives the number back, `bytes(numbers)` the bytes, and `.decode("utf-8")` the text.

There is a trap. A byte token may hold a part of a syllable only: the three bytes of 한 can lie in two tokens. Decoded one by one, both parts are broken. **Join first, decode once.** What is broken even then (a model may produce any ids) becomes the sign U+FFFD, � : `errors="replace"`.

An unknown token comes back as the text `<unk>`. What it was nobody knows any more.
"""

# %% [markdown] lang="ko"
r"""
## 10 · 디코딩: 번호를 텍스트로

이제 되돌아가는 길, 디코딩(decoding)이에요. 번호마다 토큰을 찾고, 토큰을 이어 붙이고, 단위로 바꾼 것을 되돌려요.

- `"char"`와 `"jamo"`: 이어 붙인 텍스트를 조합해요(NFC).
- `"byte"`: 글자 하나가 바이트 하나를 나타내요. `ord`가 수를, `bytes(numbers)`가 바이트를, `.decode("utf-8")`이 텍스트를 돌려줘요.

여기에 함정이 있어요. 바이트 토큰에는 음절의 일부만 담겨 있을 수 있어요. '한'의 세 바이트가 토큰 두 개에 나뉘어 있을 수 있죠. 하나씩 디코딩하면 두 조각 모두 깨져요. **먼저 모두 이어 붙이고, 한 번만 디코딩하세요.** 그래도 깨진 부분은(모델은 어떤 번호든 내놓을 수 있어요) U+FFFD, 곧 � 기호가 돼요. `errors="replace"`를 쓰면 돼요.

모르는 토큰은 `<unk>`라는 텍스트로 돌아와요. 원래 무엇이었는지는 이제 아무도 몰라요.
"""


# %% exercise="decode" minutes=9 difficulty=2
def decode(ids, vocab, unit="char"):
    """Turn ids into text.

    Args:
        ids: list of ints, all of them in vocab.
        vocab: dict from token to id, as train_bpe gives it.
        unit: "char", "jamo" or "byte", the unit of the training.

    Returns:
        a string. For "char" and "jamo" it is composed (NFC). For "byte" the bytes of all tokens together are read as
        UTF-8, and what is not UTF-8 becomes U+FFFD, as bytes.decode does with errors="replace". The id of "<unk>"
        gives the text "<unk>".

    Source: Radford et al. 2019, section 2.2, for bytes.
    """
    ### BEGIN SOLUTION
    tokens = {i: token for token, i in vocab.items()}
    joined = "".join(tokens[i] for i in ids)
    if unit == "byte":
        return bytes(ord(c) for c in joined).decode("utf-8", errors="replace")
    return unicodedata.normalize("NFC", joined)
    ### END SOLUTION


# %% check="decode" points=3
_vocab = {"<unk>": 0, " ": 1, "a": 2, "se": 3}
assert decode([3, 2, 1, 3], _vocab) == "sea se", "Are the tokens joined without anything between them?"
assert decode([3, 0], _vocab) == "se<unk>", "What does the id 0 stand for?"
_half = {"<unk>": 0, "\xed\x95": 1, "\x9c": 2}  # the bytes of 한 in two tokens
assert decode([1, 2], _half, "byte") == "한", "Are the bytes of all tokens joined before they are decoded?"
assert decode([1], _half, "byte") == "\ufffd", "Half a syllable alone: what does errors='replace' make of it?"
for _unit in ("char", "jamo", "byte"):
    _merges, _vocab = trained["Korean", _unit]
    _back = decode(encode(stories["Korean"][7], _merges, _vocab, _unit), _vocab, _unit)
    assert _back == stories["Korean"][7], "Does the round trip give the sentence back, composed?"

# %% [markdown] hint="decode"
r"""
The vocabulary goes from token to id. Which dictionary do you need, and how do you turn one round?
"""

# %% [markdown] hint="decode" lang="ko"
r"""
어휘는 토큰에서 번호로 가요. 필요한 것은 어떤 딕셔너리이고, 어떻게 뒤집으면 될까요?
"""

# %% [markdown] hint="decode"
r"""
`{i: token for token, i in vocab.items()}` is the way back. Join all tokens first. Then, and only then, look at the unit.
"""

# %% [markdown] hint="decode" lang="ko"
r"""
`{i: token for token, i in vocab.items()}`가 되돌아가는 길이에요. 토큰을 먼저 모두 이어 붙이세요. 단위는 그다음에 봐요.
"""

# %% [markdown] hint="decode"
r"""
For bytes: `bytes(ord(c) for c in joined).decode("utf-8", errors="replace")`. For the others: `unicodedata.normalize("NFC", joined)`.
"""

# %% [markdown] hint="decode" lang="ko"
r"""
바이트라면 `bytes(ord(c) for c in joined).decode("utf-8", errors="replace")`예요. 나머지는 `unicodedata.normalize("NFC", joined)`예요.
"""

# %% [markdown]
r"""
### A new sentence, cut three ways

The first new sentence of each language, token by token. A bar separates tokens; ␣ is a space, `<unk>` is unknown, and bytes that are no whole letter are shown as numbers.
"""

# %% [markdown] lang="ko"
r"""
### 새 문장을 세 가지로 잘라 봐요

언어마다 새 문장 가운데 첫 문장을 토큰 하나하나 보여 줘요. 막대가 토큰을 나누고, ␣는 공백, `<unk>`는 모르는 토큰이에요. 온전한 글자가 아닌 바이트는 숫자로 보여요.
"""


# %%
def shown(i, vocab, unit):
    """The token with id i as a reader can see it."""
    text = decode([i], vocab, unit)
    token = {number: t for t, number in vocab.items()}[i]
    return seen(token, unit) if "\ufffd" in text else text.replace(" ", "␣")


for language in stories:
    for unit in ("char", "jamo", "byte"):
        merges, vocab = trained[language, unit]
        ids = encode(new_sentences[language][0], merges, vocab, unit)
        print(f"{unit:5s}{len(ids):4d} tokens:", "|".join(shown(i, vocab, unit) for i in ids))

# %% [markdown]
r"""
## 11 · Experiment: what merges buy

More merges, larger vocabulary, shorter text. How much shorter, and does it help with unknown tokens? Two numbers say it, for some sentences and one tokenizer:

- **tokens per sentence**: all tokens of all sentences, divided by the number of sentences;
- **unknown share**: the tokens with the id of `<unk>`, divided by all tokens of all sentences.

The second divides once, at the end. The mean of the shares of single sentences would be another number, in which a token of a short sentence weighs more than one of a long sentence.

**By hand.** Two sentences have the ids 5, 0, 7 and 6. That is 4 / 2 = 2 tokens per sentence, and 1 of 4 tokens is unknown: 0.25. (The mean of the shares would be (1/3 + 0)/2 ≈ 0.17.)
"""

# %% [markdown] lang="ko"
r"""
## 11 · 실험: 병합으로 얻는 것

병합이 많아지면 어휘는 커지고 텍스트는 짧아져요. 얼마나 짧아질까요? 모르는 토큰도 줄어들까요? 문장 몇 개와 토크나이저 하나가 있을 때, 숫자 두 개로 답할 수 있어요.

- **문장당 토큰 수**: 모든 문장의 토큰을 다 더해서 문장 수로 나눈 값이에요.
- **모르는 토큰의 비율**: 번호가 `<unk>`인 토큰의 수를 모든 문장의 토큰 수로 나눈 값이에요.

둘째 숫자는 마지막에 한 번만 나눠요. 문장마다 구한 비율을 평균 내면 다른 숫자가 돼요. 짧은 문장의 토큰이 긴 문장의 토큰보다 더 큰 몫을 차지하거든요.

**손으로 해 보기.** 두 문장의 번호가 각각 5, 0, 7과 6이라고 할게요. 문장당 4 / 2 = 2개이고, 토큰 4개 가운데 1개를 몰라요. 0.25예요. (비율을 평균 내면 (1/3 + 0)/2 ≈ 0.17이에요.)
"""


# %% exercise="measure" kind="experiment" minutes=8 difficulty=2
def measure(sentences, merges, vocab, unit="char"):
    """How long do sentences get, and how much of them is unknown?

    Args:
        sentences: list of strings, at least one of which is not empty.
        merges, vocab: as train_bpe gives them.
        unit: "char", "jamo" or "byte", the unit of the training.

    Returns:
        tokens_per_sentence: float, all tokens of all sentences over the number of sentences.
        unknown_share: float, tokens with the id of "<unk>" over all tokens of all sentences.
    """
    ### BEGIN SOLUTION
    encoded = [encode(sentence, merges, vocab, unit) for sentence in sentences]
    total = sum(len(ids) for ids in encoded)
    unknown = sum(ids.count(vocab["<unk>"]) for ids in encoded)
    return total / len(sentences), unknown / total
    ### END SOLUTION


# %% check="measure" points=3
_vocab = {"<unk>": 0, "a": 1, "b": 2}
_length, _unknown = measure(["axb", "a"], [], _vocab)
assert _length == 2, "Four tokens in two sentences: how many is that per sentence?"
assert _unknown == 0.25, "One of four tokens is unknown: do you divide once, by all tokens?"
assert measure(["ab", "aab"], [("a", "b")], {**_vocab, "ab": 3}) == (1.5, 0), (
    "Are the merges applied before you count?"
)
assert measure(["관"], *trained["English", "byte"], "byte") == (3, 0), "Is the unit handed on to encode?"

# %% [markdown] hint="measure"
r"""
Encode every sentence first. Which two sums over all sentences do you need?
"""

# %% [markdown] hint="measure" lang="ko"
r"""
먼저 문장을 모두 인코딩하세요. 모든 문장에 걸쳐 어떤 합 두 개가 필요할까요?
"""

# %% [markdown] hint="measure"
r"""
Keep two counters that start at 0. For each sentence add the length of its ids to one, and the number of unknown ids to the other. Divide after the loop.
"""

# %% [markdown] hint="measure" lang="ko"
r"""
0에서 시작하는 변수 두 개를 두세요. 문장마다 번호의 개수를 하나에, 모르는 번호의 개수를 다른 하나에 더해요. 나눗셈은 반복문이 끝난 뒤에 해요.
"""

# %% [markdown] hint="measure"
r"""
`ids.count(vocab["<unk>"])` counts the unknown ones. Give back `total / len(sentences), unknown / total`.
"""

# %% [markdown] hint="measure" lang="ko"
r"""
`ids.count(vocab["<unk>"])`가 모르는 것을 세어 줘요. `total / len(sentences), unknown / total`을 돌려주세요.
"""

# %% [markdown]
r"""
### Guess first

Training makes its merges one after another, so the first 100 of 300 merges *are* the training with 100. That gives a whole curve from one training.

Write three guesses on paper. With 300 merges learned from forty sentences, how many tokens has a new Korean sentence with syllables (24.2 without merges), with jamo (48.7), with bytes (59.8)? How many merges do bytes need until they are as short as syllables without any? And does the unknown share fall when there are more merges?
"""

# %% [markdown] lang="ko"
r"""
### 먼저 짐작해 보기

학습은 병합을 하나씩 차례로 만들어요. 그래서 병합 300개 가운데 앞의 100개가 곧 '100번 학습한 결과'예요. 한 번만 학습하면 곡선 전체를 그릴 수 있어요.

세 가지를 짐작해서 종이에 적어 보세요. 마흔 문장에서 병합 300개를 배웠을 때, 한국어 새 문장의 토큰은 음절(병합이 없으면 24.2개)로 몇 개일까요? 자모(48.7개)로는요? 바이트(59.8개)로는요? 바이트가 병합 없는 음절만큼 짧아지려면 병합이 몇 번 필요할까요? 그리고 병합이 많아지면 모르는 토큰의 비율은 줄어들까요?
"""

# %%
steps = sorted({*range(0, n_merges, 20), n_merges})
curves = {}  # (language, unit) -> rows of (vocabulary size, tokens per sentence, unknown share)
for (language, unit), (merges, vocab) in trained.items():
    curves[language, unit] = rows = []
    for step in steps:
        size = len(vocab) - len(merges) + step
        smaller = {token: i for token, i in vocab.items() if i < size}
        rows.append((size, *measure(new_sentences[language], merges[:step], smaller, unit)))
    without, full = rows[0], rows[-1]
    print(
        f"{language:8s} {unit:5s} vocabulary {without[0]:3d} to {full[0]:3d}   tokens per sentence {without[1]:5.1f} to "
        f"{full[1]:5.1f}   unknown {without[2]:6.2%} to {full[2]:6.2%}"
    )

# %%
looks = {
    "char": ("#0072B2", "o", "characters"),
    "jamo": ("#E69F00", "s", "jamo"),
    "byte": ("#009E73", "^", "bytes"),
}
fig, axes = plt.subplots(2, 2, figsize=(11, 7.4), layout="constrained", sharex=True)
for column, language in enumerate(stories):
    top, bottom = axes[:, column]
    for unit, (color, marker, name) in looks.items():
        sizes, lengths, unknown = zip(*curves[language, unit], strict=True)
        shares = [100 * share for share in unknown]
        dashes = (0, (4, 2)) if unit == "jamo" else "-"
        for panel, values in ((top, lengths), (bottom, shares)):
            panel.plot(sizes, values, color=color, marker=marker, markersize=5, linestyle=dashes, label=name)
    word_vocab = build_vocab(pieces(stories[language], "word"), 10_000)
    new = pieces(new_sentences[language], "word")
    for panel, value in ((top, len(new) / 10), (bottom, 100 * oov_rate(new, word_vocab))):
        panel.plot(
            len(word_vocab), value, "*", color="#D55E00", markersize=16, linestyle="none", label="whole words"
        )
    top.set(title=f"{language}, ten new sentences", ylim=(0, 65), ylabel="tokens per sentence")
    bottom.set(xlabel="entries of the vocabulary", ylabel="unknown tokens in %")
    bottom.set_yscale("symlog", linthresh=1)
    bottom.set_yticks([0, 1, 3, 10, 30, 70], ["0", "1", "3", "10", "30", "70"])
    bottom.set_ylim(-0.15, 100)
axes[0, 1].legend(frameon=False)
show(
    fig,
    "Four panels, English on the left, Korean on the right. Above, tokens per sentence against the size of the "
    "vocabulary: all curves fall steeply for the first fifty merges and slowly after that; in Korean, bytes start at 60 and jamo at "
    "49 and come down to 24 and 20, syllables start at 24 and end at 16, and whole words stand at 7. Below, the share of unknown "
    "tokens: bytes stay at zero, jamo near 1 percent, Korean syllables rise from 10 to 15 percent, whole words stand at 34 "
    "percent in English and 67 percent in Korean.",
)

# %% [markdown]
r"""
### What you see

**Your numbers.** With 300 merges a new Korean sentence should have between 15 and 17 tokens with syllables, between 19 and 22 with jamo, and between 22 and 25 with bytes. This run gives 15.8, 20.2 and 23.5. English goes from 45.3 to 18.9. If yours are outside, look at `measure` first, then at the ties in `train_bpe`.

**Length.** The first fifty merges do most of the work. Each further one helps a rarer word. After 280 merges the bytes are as short as syllables without merges (24.1 against 24.2): so many merges went into putting the three bytes of the common syllables together again. That is the price of bytes, and Korean pays it where English does not: for the same content, Korean needs 59.8 bytes a sentence where English needs 45.3. A tokenizer trained mostly on English never gets to merge them, and its Korean texts stay long. (The English curve of bytes is that of the characters, moved to the right by the 214 bytes that never occur.)

**The surprise.** The unknown share of Korean syllables does **not** fall with more merges; it rises, from 9.5 % to 14.6 %. Merging cannot make an unknown character known. The 23 unknown characters stay 23, while the known ones are put together into fewer tokens. A larger vocabulary helps against unknown tokens only if the *units* cover the text. With jamo there are 3 unknown tokens in all, two kinds of letter that the story happens not to have. With bytes there are none, whatever comes: that is why GPT-2 starts from all 256 (Radford et al. 2019, section 2.2; 256 bytes, 50,000 merges and one sign for the end of a text make its 50,257 entries).

**What this does not show.** Forty sentences are very little. Real tokenizers learn tens of thousands of merges from gigabytes. And shorter is not better in itself: each token must occur often enough for its vector to be learned.
"""

# %% [markdown] lang="ko"
r"""
### 무엇이 보이나요

**여러분의 숫자.** 병합이 300개일 때 한국어 새 문장은 음절로 15개와 17개 사이, 자모로 19개와 22개 사이, 바이트로 22개와 25개 사이여야 해요. 여기서는 15.8, 20.2, 23.5가 나왔어요. 영어는 45.3에서 18.9로 줄었어요. 이 범위를 벗어났다면 먼저 `measure`를, 그다음 `train_bpe`의 동점 규칙을 살펴보세요.

**길이.** 처음 쉰 번의 병합이 일을 거의 다 해요. 그다음부터는 점점 더 드문 단어에만 도움이 돼요. 바이트는 병합 280번을 한 뒤에야 병합 없는 음절만큼 짧아져요(24.1과 24.2). 흔한 음절의 세 바이트를 도로 붙이는 데 그만큼의 병합이 들었어요. 이것이 바이트를 쓰는 대가예요. 영어는 치르지 않는 대가를 한국어는 치러요. 같은 내용인데 문장당 영어는 45.3바이트, 한국어는 59.8바이트가 필요하거든요. 주로 영어로 학습한 토크나이저는 한글 바이트를 합칠 기회가 없어서, 한국어 텍스트가 길게 남아요. (영어의 바이트 곡선은 글자 곡선을, 한 번도 나오지 않는 바이트 214개만큼 오른쪽으로 옮긴 거예요.)

**놀라운 점.** 한국어 음절에서 모르는 토큰의 비율은 병합이 많아져도 **줄지 않아요**. 오히려 9.5%에서 14.6%로 커져요. 합친다고 모르는 글자가 아는 글자가 되지는 않아요. 모르는 글자 23개는 그대로 23개인데, 아는 글자들만 더 적은 토큰으로 뭉쳤어요. 어휘를 키우는 것은 *단위*가 텍스트를 다 나타낼 수 있을 때만 모르는 토큰에 도움이 돼요. 자모에서는 모르는 토큰이 모두 3개예요. 이 이야기에 마침 나오지 않은 자모 두 가지 때문이에요. 바이트에서는 무엇이 와도 하나도 없어요. GPT-2가 256개를 모두 갖고 시작하는 까닭이에요(Radford et al. 2019, 2.2절. 바이트 256개, 병합 50,000개, 텍스트의 끝을 나타내는 기호 하나를 더해 항목이 50,257개예요).

**이 실험이 보여 주지 않는 것.** 마흔 문장은 아주 적어요. 실제 토크나이저는 기가바이트 단위의 텍스트에서 병합 수만 개를 배워요. 그리고 짧다고 무조건 좋은 것도 아니에요. 토큰마다 충분히 자주 나와야 그 벡터를 배울 수 있어요.
"""

# %% [markdown]
r"""
## 12 · Quiz: what is true of tokens?

For each key one letter.

| key | question | A | B | C |
|---|---|---|---|---|
| `smaller_units` | You change from words to characters, on the same text. What happens? | vocabulary larger, sequence shorter | vocabulary smaller, sequence longer | vocabulary larger, sequence longer |
| `what_is_a_token` | What is a token, right after tokenization? | a vector without meaning yet | a piece of text with a whole number | always a whole word |
| `round_trip` | `decode(encode(text)) == text` for every text you try. What have you shown? | the tokens are the ones of the training | the encoder is right | nothing is lost, no more |
| `same_on_screen` | Two files show the same Korean word, one has 3 code points, the other 7. Without normalization, their ids are … | the same, the letters are the same | different, and one list is longer | the same with bytes only |
| `more_merges` | The units are characters. You train 1,000 merges more on the same text. The unknown characters of a new text … | stay unknown | become known | become known if they are frequent in the new text |
| `another_tokenizer` | You take a trained model and a tokenizer of the same vocabulary size, trained on other text. | it works, the sizes fit | it works after decoding once | the ids mean other pieces of text, so the model reads nonsense |
"""

# %% [markdown] lang="ko"
r"""
## 12 · 퀴즈: 토큰에 대해 맞는 말은 무엇일까요?

키마다 A, B, C 가운데 하나를 고르세요.

| 키 | 질문 | A | B | C |
|---|---|---|---|---|
| `smaller_units` | 같은 텍스트에서 단위를 단어에서 글자로 바꾸면 어떻게 될까요? | 어휘는 커지고 열은 짧아져요 | 어휘는 작아지고 열은 길어져요 | 어휘도 커지고 열도 길어져요 |
| `what_is_a_token` | 토큰화 직후의 토큰은 무엇인가요? | 아직 의미가 없는 벡터 | 정수가 붙은 텍스트 조각 | 언제나 단어 하나 |
| `round_trip` | 시험한 모든 텍스트에서 `decode(encode(text)) == text`였어요. 무엇을 보인 걸까요? | 토큰이 학습 때의 토큰과 같다는 것 | 인코더가 옳다는 것 | 잃어버린 것이 없다는 것, 그뿐 |
| `same_on_screen` | 두 파일이 화면에 같은 한국어 단어를 보여 주는데, 하나는 코드 포인트가 3개, 다른 하나는 7개예요. 정규화하지 않으면 번호는 … | 글자가 같으니 같아요 | 다르고, 한쪽이 더 길어요 | 바이트로 할 때만 같아요 |
| `more_merges` | 단위가 글자예요. 같은 텍스트로 병합을 1,000번 더 학습해요. 새 텍스트의 모르는 글자는 … | 여전히 몰라요 | 알게 돼요 | 새 텍스트에 자주 나오면 알게 돼요 |
| `another_tokenizer` | 학습된 모델에, 어휘 크기는 같지만 다른 텍스트로 학습한 토크나이저를 붙여요. | 크기가 맞으니 잘 돼요 | 한 번 디코딩하면 잘 돼요 | 번호가 다른 조각을 뜻하게 되어, 모델은 엉뚱한 글을 읽어요 |
"""

# %% exercise="token_quiz" kind="quiz" minutes=6 difficulty=1
# For each question one letter: "A", "B" or "C".
### BEGIN SOLUTION
token_quiz = {
    "smaller_units": "B",
    "what_is_a_token": "B",
    "round_trip": "C",
    "same_on_screen": "B",
    "more_merges": "A",
    "another_tokenizer": "C",
}
### END SOLUTION

# %% check="token_quiz" points=3
assert len(token_quiz) == 6, "Are all six questions still in the dictionary?"
assert all(answer is not None for answer in token_quiz.values()), "Which questions have no answer yet?"
assert set(token_quiz.values()) <= {"A", "B", "C"}, "Is every answer one of the letters A, B, C?"

# %% [markdown]
r"""
## 13 · Put the belief right

You now have numbers to answer with: the table of section 4 and the plot of section 11.
"""

# %% [markdown] lang="ko"
r"""
## 13 · 믿음을 바로잡아요

이제 답에 쓸 숫자가 있어요. 4절의 표와 11절의 그림이에요.
"""

# %% [markdown] exercise="unit_and_vocabulary" kind="explain" points=4 minutes=10 difficulty=2
r"""
**Explain.** A friend has read: "If the unit is too large, words are unknown; if it is too small, the vocabulary grows. So one takes something in between." Put it right. Say which half is true and which is not, with numbers that you measured for English *and* Korean; say what really grows when the unit gets smaller, and why that costs something in a Transformer; and say what byte-pair encoding does about it, and what it cannot do. Six to ten sentences.

### BEGIN SOLUTION
The first half is true: with whole words 34 % of the words in new English sentences were unknown, and 67 % of those in Korean, where particles and endings make new words all the time. The second half is the wrong way round: smaller units make the vocabulary smaller, in Korean from 198 words to 157 syllables to 53 jamo, in English from 163 words to 43 characters, because there are only a few letters to know. With bytes it is 256 for every language, and nothing is unknown. What grows is the sequence: a Korean sentence of 7.3 words has 24.2 syllables, 48.7 jamo or 59.8 bytes. That costs, because attention compares every token with every other token, so that twice the length means four times the pairs, and a fixed number of tokens then holds less text. Byte-pair encoding starts from small units and joins what is frequent: with 300 merges on bytes the same sentence has 23.5 tokens, and still nothing is unknown. Frequent words become one token, rare ones stay in several pieces. It cannot make known a unit that was not there at the start: with syllables as units the 23 unknown characters stayed unknown however many merges were made. And its vocabulary grows with each merge, so the size is a choice: entries against length.
### END SOLUTION
"""

# %% [markdown] exercise="unit_and_vocabulary" lang="ko"
r"""
**설명하기.** 친구가 이런 글을 읽었어요. "단위가 너무 크면 모르는 단어가 생기고, 너무 작으면 어휘가 커진다. 그래서 중간을 고른다." 이 말을 바로잡아 주세요. 어느 쪽 절반이 맞고 어느 쪽이 틀렸는지, 영어와 한국어 *둘 다*에서 직접 잰 숫자를 들어 말하세요. 단위가 작아질 때 정말로 커지는 것은 무엇이고 트랜스포머에서 그것이 왜 부담이 되는지, 바이트 쌍 인코딩은 이 문제에 무엇을 해 주고 무엇은 못 하는지도 쓰세요. 여섯 문장에서 열 문장 정도면 돼요.

### BEGIN SOLUTION
앞 절반은 맞아요. 단어를 단위로 쓰면 새 문장의 단어 가운데 영어는 34%, 한국어는 67%가 모르는 단어였어요. 한국어는 조사와 어미 때문에 새 단어가 끊임없이 생겨요. 뒤 절반은 거꾸로예요. 단위가 작아지면 어휘도 작아져요. 한국어는 단어 198개에서 음절 157개, 자모 53개로, 영어는 단어 163개에서 글자 43개로 줄었어요. 알아야 할 글자가 몇 가지 안 되니까요. 바이트라면 어떤 언어든 256개이고 모르는 것이 없어요. 커지는 것은 토큰의 열이에요. 단어 7.3개짜리 한국어 문장이 음절로는 24.2개, 자모로는 48.7개, 바이트로는 59.8개예요. 어텐션은 모든 토큰을 서로 비교하니까 길이가 두 배가 되면 쌍은 네 배가 되고, 정해진 개수의 토큰에 담기는 글도 줄어들어요. 바이트 쌍 인코딩은 작은 단위에서 시작해 자주 나오는 것을 이어 붙여요. 바이트에 병합 300개를 쓰면 같은 문장이 23.5개가 되고, 모르는 것은 여전히 없어요. 하지만 처음부터 없던 단위를 알게 해 주지는 못해요. 음절을 단위로 썼을 때 모르는 글자 23개는 병합을 아무리 해도 그대로였어요. 그리고 병합할 때마다 어휘가 커지니, 항목 수와 길이 사이에서 크기를 골라야 해요.
### END SOLUTION
"""

# %% [markdown] rubric="unit_and_vocabulary"
r"""
1. (1 point) Says that large units (words) lead to unknown tokens, with at least one measured number for each of the two languages.
2. (1 point) Says that smaller units make the vocabulary *smaller* (or, for bytes, fixed at 256), with a measured number.
3. (1 point) Says that the sequence gets longer, and why that costs: attention compares all pairs, or less text fits into a fixed length.
4. (1 point) Says that byte-pair encoding joins frequent neighbours (shorter sequence, larger vocabulary), and names a limit: it cannot make a missing unit known, or each merge costs an entry, or rare tokens are learned badly.
"""

# %% [markdown] rubric="unit_and_vocabulary" lang="ko"
r"""
1. (1점) 큰 단위(단어)를 쓰면 모르는 토큰이 생긴다고 말하고, 두 언어에서 잰 숫자를 적어도 하나씩 들어요.
2. (1점) 작은 단위를 쓰면 어휘가 *작아진다고*(바이트라면 256개로 정해져 있다고) 말하고, 잰 숫자를 들어요.
3. (1점) 열이 길어진다는 것과 그 부담을 말해요. 어텐션이 모든 쌍을 비교한다는 점이나, 정해진 길이에 담기는 글이 줄어든다는 점이면 돼요.
4. (1점) 바이트 쌍 인코딩이 자주 나오는 이웃을 이어 붙인다고 말하고(열은 짧아지고 어휘는 커져요) 한계를 하나 들어요. 없던 단위를 알게 해 주지 못한다는 점, 병합마다 항목이 하나씩 든다는 점, 드문 토큰은 잘 배우지 못한다는 점 가운데 하나면 돼요.
"""

# %% [markdown]
r"""
## The day in seven sentences

1. A token is a piece of text with an id; the vector comes later, from a table.
2. Korean can be written composed or decomposed: normalize before you cut.
3. Small units: small vocabulary, long sequence, hardly anything unknown. Large units: the reverse.
4. Byte-pair encoding starts from small units and merges the most frequent pair, again and again, within words.
5. Ties need a rule, or two programs learn two tokenizers from one text.
6. To encode, replay the merges in the order of the training; a perfect round trip proves only that nothing was lost.
7. With bytes, join first and decode once; nothing is ever unknown, and Korean pays for it in length unless the merges have seen Korean.

**Tomorrow** the ids become vectors: an embedding table, and a second vector that says where in the sentence a token stands.

### Papers

- Gage 1994, *A New Algorithm for Data Compression*, The C Users Journal 12(2), 23-38: byte-pair encoding for files.
- Sennrich, Haddow, Birch 2016, *Neural Machine Translation of Rare Words with Subword Units*, [arXiv:1508.07909](https://arxiv.org/abs/1508.07909): section 3.2 and algorithm 1.
- Radford et al. 2019, *Language Models are Unsupervised Multitask Learners* (GPT-2): section 2.2, bytes as units.
- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): section 5.1, byte-pair encoding with about 37,000 tokens.
- The Unicode Standard, [section 3.12](https://www.unicode.org/versions/latest/), conjoining jamo; [Annex 15](https://www.unicode.org/reports/tr15/), normalization.
"""

# %% [markdown] lang="ko"
r"""
## 오늘을 일곱 문장으로

1. 토큰은 번호가 붙은 텍스트 조각이에요. 벡터는 나중에 표에서 나와요.
2. 한글은 조합된 꼴로도, 분해된 꼴로도 쓸 수 있어요. 자르기 전에 정규화하세요.
3. 단위가 작으면 어휘는 작고, 열은 길고, 모르는 것은 거의 없어요. 단위가 크면 그 반대예요.
4. 바이트 쌍 인코딩은 작은 단위에서 시작해서, 단어 안에서 가장 자주 나오는 쌍을 거듭 합쳐요.
5. 동점에는 규칙이 필요해요. 규칙이 없으면 두 프로그램이 같은 텍스트에서 서로 다른 토크나이저를 배워요.
6. 인코딩할 때는 병합을 학습한 순서대로 되풀이해요. 완벽하게 되돌아온다는 것은 잃어버린 것이 없다는 뜻일 뿐이에요.
7. 바이트라면 먼저 이어 붙이고 한 번만 디코딩해요. 모르는 것은 전혀 없지만, 병합이 한국어를 본 적이 없다면 한국어는 길이로 대가를 치러요.

**내일**은 번호가 벡터가 돼요. 임베딩(embedding) 표와, 토큰이 문장의 어디에 있는지 알려 주는 또 하나의 벡터를 만들어요.

### 논문

- Gage 1994, *A New Algorithm for Data Compression*, The C Users Journal 12(2), 23-38: 파일 압축을 위한 바이트 쌍 인코딩
- Sennrich, Haddow, Birch 2016, *Neural Machine Translation of Rare Words with Subword Units*, [arXiv:1508.07909](https://arxiv.org/abs/1508.07909): 3.2절과 알고리즘 1
- Radford et al. 2019, *Language Models are Unsupervised Multitask Learners*(GPT-2): 2.2절, 바이트를 단위로 쓰기
- Vaswani et al. 2017, *Attention Is All You Need*, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762): 5.1절, 토큰 약 37,000개의 바이트 쌍 인코딩
- 유니코드 표준 [3.12절](https://www.unicode.org/versions/latest/)(자모의 조합), [부속서 15](https://www.unicode.org/reports/tr15/)(정규화)
"""
